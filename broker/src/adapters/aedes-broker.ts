import { Duplex } from 'node:stream';
import { mayReceive, maySubscribe, type Principal, userNameOf } from '@fit4work/registry';
import { Aedes, type Client, type ConnectPacket, type PublishPacket, type Subscription } from 'aedes';
import { LIMITS, MAX_PACKET } from '../core/limits.js';
import type { RefusalCode } from '../core/refusal-code.js';
import { BrokerError } from '../error.js';
import type { LeafLaw } from '../leaf-law.js';
import type { Authenticator, Certificate, Listener, Refusals, RunningBroker, Traffic } from '../ports.js';
import type { PublishPace } from '../publish-pace.js';
import { refusalOfPublish } from '../publish-refusal.js';
import { BoundedPersistence } from './bounded-persistence.js';
import { ConnectedClients } from './connected-clients.js';
import { Doors, type DoorsOptions } from './doors.js';
import { SocketGuard } from './socket-guard.js';

export interface AedesBrokerOptions {
  readonly doors: Omit<DoorsOptions, 'accept' | 'refuse'>;
  readonly authenticator: Authenticator;
  readonly counts: Refusals & Traffic;
  readonly leaves: LeafLaw;
  readonly pace: PublishPace;
  /** Milliseconds between two looks at the keys of those that are connected. */
  readonly lookMs: number;
}

/** What stands between a client and the world. */
interface Seat {
  readonly guard: SocketGuard;
  readonly origin: Duplex;
}

type Done<T extends unknown[]> = (error: Error | null, ...rest: T) => void;

/** Translates between aedes and the law; what it decides nothing about is in core. */
export class AedesBroker implements Listener {
  readonly #options: AedesBrokerOptions;
  readonly #clients: ConnectedClients<Client>;
  readonly #doors: Doors;
  readonly #seats = new WeakMap<Duplex, Seat>();
  /** Counted already: the error that closes the connection is not counted once more. */
  readonly #counted = new WeakSet<Client>();
  #aedes: Aedes | undefined;
  #stopped = false;

  constructor(options: AedesBrokerOptions) {
    this.#options = options;
    this.#clients = new ConnectedClients(options.counts);
    this.#doors = new Doors({
      ...options.doors,
      accept: (connection, origin) => this.#accept(connection, origin),
      refuse: (code) => options.counts.count(code),
    });
  }

  async start(): Promise<RunningBroker> {
    const aedes = await this.#createBroker();
    this.#aedes = aedes;
    this.#options.authenticator.onTakenBack(() => this.#putOut());
    const looking = setInterval(() => void this.#look(), this.#options.lookMs);
    const close = async (): Promise<void> => {
      this.#stopped = true;
      clearInterval(looking);
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await this.#doors.close();
    };
    try {
      return { ...(await this.#doors.open()), close };
    } catch (cause) {
      await close();
      throw cause;
    }
  }

  renew(tls: Certificate): void {
    this.#doors.renew(tls);
  }

  #accept(connection: Duplex, origin: Duplex): void {
    const guard = new SocketGuard(connection, {
      packets: { first: LIMITS.firstPacket, later: MAX_PACKET },
      waiting: LIMITS.waitingStranger,
      onCut: () => client && this.#refuse(client, 'slow-consumer'),
    });
    this.#seats.set(connection, { guard, origin });
    const client = this.#aedes?.handle(connection);
  }

  async #createBroker(): Promise<Aedes> {
    const aedes = await Aedes.createBroker({
      persistence: new BoundedPersistence({
        mayKeep: (client, filter) => this.#isAllowed(client, (principal) => maySubscribe(principal, filter)),
        userOf: (client) => {
          const principal = this.#clients.principalOf(client);
          return principal && userNameOf(principal);
        },
        onDropped: () => this.#options.counts.count('queue-full'),
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
      authorizePublish: (client, packet, done) => this.#authorizePublish(client, packet, done),
      authorizeSubscribe: (client, subscription, done) => this.#subscribe(client, subscription, done),
      authorizeForward: (client, packet) => {
        if (this.#isAllowed(client, (principal) => mayReceive(principal, packet.topic))) {
          this.#options.counts.delivered();
          return packet;
        }
        this.#options.counts.count('topic-receive');
        return null;
      },
    });
    this.#observe(aedes);
    return aedes;
  }

  #observe(aedes: Aedes): void {
    const closed = (client: Client): void => {
      if (!this.#counted.has(client)) this.#options.counts.count('protocol');
    };
    aedes.on('connectionError', closed);
    aedes.on('clientError', closed);
    aedes.on('keepaliveTimeout', (client) => this.#refuse(client, 'keep-alive'));
    aedes.on('client', (client) => this.#clients.add(client));
    aedes.on('clientDisconnect', (client) => this.#clients.remove(client));
  }

  /** What counts no more by the clock alone is found at a look, and who does not read. */
  async #look(): Promise<void> {
    await this.#options.authenticator.refresh();
    this.#putOut();
    if (this.#stopped) return;
    for (const client of this.#clients) this.#seatOf(client)?.guard.cutIfStalled(LIMITS.stalledMs);
  }

  /** A connection outlives its token: whose key was taken back is put out all the same. */
  #putOut(): void {
    if (this.#stopped) return;
    for (const client of this.#clients) {
      const kid = this.#clients.kidOf(client);
      const refusal = kid && this.#options.authenticator.refusalOf(kid);
      if (!refusal) continue;
      this.#clients.remove(client);
      this.#refuse(client, refusal);
      client.close();
    }
  }

  #preConnect(client: Client, packet: ConnectPacket, done: Done<[boolean]>): void {
    // Nobody needs a last will, and it would be published after the authority of its connection has ended.
    const { will, protocolVersion, keepalive = 0 } = packet;
    if (will !== undefined) {
      done(this.#refuse(client, 'will'), false);
    } else if (keepalive < 1 || keepalive > LIMITS.keepAlive) {
      done(this.#refuse(client, 'keep-alive'), false);
    } else {
      // aedes answers another version with CONNACK 1, which a client understands better than a closed connection.
      if (protocolVersion !== 4) this.#refuse(client, 'protocol');
      done(null, true);
    }
  }

  async #authenticate(client: Client, userName?: string, password?: Buffer): Promise<boolean> {
    const verdict = await this.#options.authenticator.check({
      clientId: client.id,
      userName,
      password: password?.toString('latin1'),
    });
    const refusal = 'refused' in verdict ? verdict.refused : this.#outOf(verdict.principal);
    if (refusal !== undefined || 'refused' in verdict) {
      this.#refuse(client, refusal ?? 'bad-token');
      return false;
    }
    this.#clients.introduce(client, verdict);
    const seat = this.#seatOf(client);
    const isAgent = verdict.principal.kind === 'agent';
    seat?.guard.allowWaiting(isAgent ? LIMITS.waitingAgent : LIMITS.waitingService);
    if (seat !== undefined) this.#doors.introduce(seat.origin);
    return true;
  }

  /** Why somebody who is known may not come in now. */
  #outOf(principal: Principal): RefusalCode | undefined {
    const isFull = this.#clients.size >= this.#options.doors.connections;
    if (isFull || this.#clients.countOf(principal) >= LIMITS.connectionsPerUser) return 'too-many-connections';
    return this.#options.leaves.mayConnect(principal) ? undefined : 'too-many-leaves';
  }

  #authorizePublish(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const principal = client === null ? undefined : this.#clients.principalOf(client);
    if (client === null || principal === undefined) {
      done(new BrokerError('refused', 'Only clients publish.'));
      return;
    }
    const bytes = packet.payload.length;
    const publish = (): void => {
      const refusal = refusalOfPublish(principal, packet, this.#options.leaves);
      if (refusal === undefined) this.#options.counts.published(bytes);
      done(refusal === undefined ? null : this.#refuse(client, refusal));
    };
    const turn = this.#options.pace.turnOf(principal, { bytes, gone: () => client.closed });
    if (turn === undefined) publish();
    else void turn.then(publish);
  }

  /** Costs as much as a message, and is paced as one. */
  #subscribe(client: Client, subscription: Subscription, done: Done<[Subscription?]>): void {
    const principal = this.#clients.principalOf(client);
    const subscribe = (): void => {
      if (principal !== undefined && maySubscribe(principal, subscription.topic)) {
        done(null, subscription);
        return;
      }
      // SUBACK with 0x80 (MQTT 3.1.1 section 3.9.3): the connection stays.
      this.#options.counts.count('topic-subscribe');
      done(null);
    };
    const passing = { bytes: subscription.topic.length, gone: () => client.closed };
    const turn = principal && this.#options.pace.turnOf(principal, passing);
    if (turn === undefined) subscribe();
    else void turn.then(() => client.closed || subscribe());
  }

  #seatOf(client: Client): Seat | undefined {
    return client.conn instanceof Duplex ? this.#seats.get(client.conn) : undefined;
  }

  #isAllowed(client: Client, law: (principal: Principal) => boolean): boolean {
    const principal = this.#clients.principalOf(client);
    return principal !== undefined && law(principal);
  }

  #refuse(client: Client, code: RefusalCode): BrokerError {
    this.#counted.add(client);
    this.#options.counts.count(code);
    return new BrokerError('refused', 'The client did what the law does not allow.');
  }
}
