import { createServer, type Server } from 'node:net';
import { TOPICS } from '@fit4work/protocol';
import { type Principal, userNameOf } from '@fit4work/registry';
import { Aedes, type Client, type ConnectPacket, type PublishPacket, type Subscription } from 'aedes';
import { LIMITS, MAX_PACKET } from '../core/limits.js';

import { mayPublish, mayReceive, maySubscribe } from '../core/topic-law.js';
import { BrokerError } from '../error.js';
import type { LeafLaw } from '../leaf-law.js';
import type { Authenticator, RefusalCode, Refusals, RunningBroker } from '../ports.js';
import { BoundedPersistence } from './bounded-persistence.js';
import { GuardedSocket } from './guarded-socket.js';

export interface AedesBrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly authenticator: Authenticator;
  readonly refusals: Refusals;
  readonly leaves: LeafLaw;
  /** Milliseconds between two looks at the keys of those that are connected. */
  readonly lookMs: number;
}

type Done<T extends unknown[]> = (error: Error | null, ...rest: T) => void;

/** Translates between aedes and the law; what it decides nothing about is in core. */
export class AedesBroker {
  readonly #options: AedesBrokerOptions;
  readonly #principals = new WeakMap<Client, Principal>();
  /** Counted already: the error that closes the connection is not counted once more. */
  readonly #counted = new WeakSet<Client>();
  readonly #connections = new Map<string, number>();
  /** By which key a client came in. */
  readonly #keyIds = new WeakMap<Client, string>();
  readonly #connected = new Set<Client>();

  constructor(options: AedesBrokerOptions) {
    this.#options = options;
  }

  /** @throws BrokerError `busy-port`, `bad-config` */
  async start(): Promise<RunningBroker> {
    const aedes = await this.#createBroker();
    const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
      aedes.handle(new GuardedSocket(socket, { first: LIMITS.firstPacket, later: MAX_PACKET }));
    });
    // A connection outlives its token: whose key was taken back is put out all the same.
    const looking = setInterval(() => void this.#putOut(), this.#options.lookMs);
    server.maxConnections = LIMITS.connections;
    server.on('drop', () => this.#options.refusals.count('too-many-connections'));
    const close = async (): Promise<void> => {
      clearInterval(looking);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    };
    try {
      return { port: await listen(server, this.#options), close };
    } catch (cause) {
      await close();
      throw cause;
    }
  }

  async #createBroker(): Promise<Aedes> {
    const aedes = await Aedes.createBroker({
      persistence: new BoundedPersistence({
        mayKeep: (client, filter) => this.#isAllowed(client, (principal) => maySubscribe(principal, filter)),
        onDropped: () => this.#options.refusals.count('queue-full'),
      }),
      connectTimeout: LIMITS.connectTimeoutMs,
      maxTopicLevels: LIMITS.topicLevels,
      preConnect: (client, packet, done) => this.#preConnect(client, packet, done),
      authenticate: (client, userName, password, done) => {
        this.#authenticate(client, userName, password).then(
          (accepted) => done(null, accepted),
          () => done(null, false),
        );
      },
      authorizePublish: (client, packet, done) => done(this.#judgePublish(client, packet)),
      authorizeSubscribe: (client, subscription, done) => this.#subscribe(client, subscription, done),
      authorizeForward: (client, packet) => {
        if (this.#isAllowed(client, (principal) => mayReceive(principal, packet.topic))) return packet;
        this.#options.refusals.count('topic-receive');
        return null;
      },
    });
    this.#observe(aedes);
    return aedes;
  }

  #observe(aedes: Aedes): void {
    const closed = (client: Client): void => {
      if (!this.#counted.has(client)) this.#options.refusals.count('protocol');
    };
    aedes.on('connectionError', closed);
    aedes.on('clientError', closed);
    aedes.on('client', (client) => {
      this.#countUser(client, 1);
      this.#connected.add(client);
    });
    aedes.on('clientDisconnect', (client) => {
      this.#countUser(client, -1);
      this.#connected.delete(client);
    });
  }

  async #putOut(): Promise<void> {
    const look = async (client: Client): Promise<void> => {
      const kid = this.#keyIds.get(client);
      if (kid === undefined || (await this.#options.authenticator.isKnown(kid))) return;
      // It may have gone by itself meanwhile.
      if (!this.#connected.delete(client)) return;
      this.#refuse(client, 'unknown-key');
      client.close();
    };
    await Promise.all([...this.#connected].map(look));
  }

  #countUser(client: Client, change: 1 | -1): void {
    const principal = this.#principals.get(client);
    if (principal === undefined) return;
    const name = userNameOf(principal);
    const count = (this.#connections.get(name) ?? 0) + change;
    if (count > 0) this.#connections.set(name, count);
    else this.#connections.delete(name);
  }

  #preConnect(client: Client, packet: ConnectPacket, done: Done<[boolean]>): void {
    // Nobody needs a last will, and it would be published after the authority of its connection has ended.
    if (packet.will !== undefined) {
      done(this.#refuse(client, 'will'), false);
      return;
    }
    // aedes answers another version with CONNACK 1, which a client understands better than a closed connection.
    if (packet.protocolVersion !== 4) this.#refuse(client, 'protocol');
    done(null, true);
  }

  async #authenticate(client: Client, userName?: string, password?: Buffer): Promise<boolean> {
    const verdict = await this.#options.authenticator.check({
      clientId: client.id,
      userName,
      password: password?.toString('latin1'),
    });
    if ('refused' in verdict) {
      this.#refuse(client, verdict.refused);
      return false;
    }
    if ((this.#connections.get(userNameOf(verdict.principal)) ?? 0) >= LIMITS.connectionsPerUser) {
      this.#refuse(client, 'too-many-connections');
      return false;
    }
    if (!this.#options.leaves.mayConnect(verdict.principal)) {
      this.#refuse(client, 'too-many-leaves');
      return false;
    }
    this.#principals.set(client, verdict.principal);
    this.#keyIds.set(client, verdict.kid);
    return true;
  }

  #judgePublish(client: Client | null, packet: PublishPacket): Error | null {
    if (client === null) return new BrokerError('refused', 'Only clients publish.');
    if (packet.qos === 2) return this.#refuse(client, 'quality-of-service');
    if (packet.payload.length > LIMITS.payload) return this.#refuse(client, 'payload-size');
    const { topic, retain } = packet;
    if (!this.#isAllowed(client, (principal) => mayPublish(principal, topic, retain))) {
      return this.#refuse(client, 'topic-publish');
    }
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const affordable = (principal: Principal): boolean => this.#options.leaves.mayPublish(principal, payload);
    if (topic === TOPICS.leaves && !this.#isAllowed(client, affordable)) return this.#refuse(client, 'too-many-leaves');
    return null;
  }

  #subscribe(client: Client, subscription: Subscription, done: Done<[Subscription?]>): void {
    if (this.#isAllowed(client, (principal) => maySubscribe(principal, subscription.topic))) {
      done(null, subscription);
      return;
    }
    // SUBACK with 0x80 (MQTT 3.1.1 section 3.9.3): the connection stays.
    this.#options.refusals.count('topic-subscribe');
    done(null);
  }

  #isAllowed(client: Client, law: (principal: Principal) => boolean): boolean {
    const principal = this.#principals.get(client);
    return principal !== undefined && law(principal);
  }

  #refuse(client: Client, code: RefusalCode): BrokerError {
    this.#counted.add(client);
    this.#options.refusals.count(code);
    return new BrokerError('refused', 'The client did what the law does not allow.');
  }
}

function listen(server: Server, { host, port }: AedesBrokerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new BrokerError(
              'busy-port',
              `Port ${port} is in use: stop what listens there or set FIT4WORK_BROKER_PORT.`,
              { cause },
            )
          : new BrokerError(
              'bad-config',
              `The broker cannot listen on ${host}:${port}: check FIT4WORK_BROKER_HOST and FIT4WORK_BROKER_PORT.`,
              { cause },
            ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
