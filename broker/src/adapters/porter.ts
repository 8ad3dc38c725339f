import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { maySubscribe, type Principal } from '@fit4work/registry';
import type { IConnectPacket, IPublishPacket, Packet } from 'mqtt-packet';
import type { Behind } from '../config.js';
import { LIMITS, MAX_PACKET } from '../core/limits.js';
import type { RefusalCode } from '../core/refusal-code.js';
import { BrokerError } from '../error.js';
import type { LeafLaw } from '../leaf-law.js';
import type { Authenticator, Certificate, Listener, Refusals, RunningBroker, Traffic } from '../ports.js';
import type { PublishPace } from '../publish-pace.js';
import { refusalOfPublish } from '../publish-refusal.js';
import { ConnectedClients } from './connected-clients.js';
import { Doors, type DoorsOptions } from './doors.js';
import { handOver, packetsOf } from './packet-stream.js';
import { SocketGuard } from './socket-guard.js';

export interface PorterOptions {
  readonly doors: Omit<DoorsOptions, 'accept' | 'refuse'>;
  readonly authenticator: Authenticator;
  readonly counts: Refusals & Traffic;
  readonly leaves: LeafLaw;
  readonly pace: PublishPace;
  readonly behind: Behind;
  /** Milliseconds between two looks at the keys of those that are connected. */
  readonly lookMs: number;
}

/** What stands between a guest and the world. */
interface Seat {
  readonly guard: SocketGuard;
  readonly origin: Duplex;
}

/** CONNACK with a return code of MQTT 3.1.1 (section 3.2.2.3). */
const CONNACK = { version: Buffer.of(0x20, 2, 0, 1), unauthorised: Buffer.of(0x20, 2, 0, 5) };
/** What a client of quality 1 has to say once it is in, besides publishing and subscribing. */
const SAID: ReadonlySet<Packet['cmd']> = new Set(['puback', 'unsubscribe', 'pingreq', 'disconnect']);

/**
 * Stands before another broker. Who shows a good token is introduced to it by name, without the token where it believes names; what is
 * said is judged as at our own broker, and handed on, written anew, so that the one behind understands no packet
 * otherwise; whose key is taken back is put out. What is handed to whom is for the broker behind, which has the law as a file.
 */
export class Porter implements Listener {
  readonly #options: PorterOptions;
  readonly #guests: ConnectedClients<Duplex>;
  readonly #doors: Doors;
  readonly #seats = new WeakMap<Duplex, Seat>();
  #stopped = false;

  constructor(options: PorterOptions) {
    this.#options = options;
    this.#guests = new ConnectedClients(options.counts);
    this.#doors = new Doors({
      ...options.doors,
      accept: (connection, origin) => void this.#accept(connection, origin),
      refuse: (code) => options.counts.count(code),
    });
  }

  async start(): Promise<RunningBroker> {
    const ports = await this.#doors.open();
    this.#options.authenticator.onTakenBack(() => this.#putOut());
    const looking = setInterval(() => void this.#look(), this.#options.lookMs);
    const close = async (): Promise<void> => {
      this.#stopped = true;
      clearInterval(looking);
      await this.#doors.close();
    };
    return { ...ports, close };
  }

  renew(tls: Certificate): void {
    this.#doors.renew(tls);
  }

  async #accept(guest: Duplex, origin: Duplex): Promise<void> {
    const guard = new SocketGuard(guest, {
      packets: { first: LIMITS.firstPacket, later: MAX_PACKET },
      waiting: LIMITS.waitingStranger,
      onCut: () => this.#options.counts.count('slow-consumer'),
    });
    this.#seats.set(guest, { guard, origin });
    guest.on('error', () => undefined);
    try {
      await this.#serve(guest);
    } catch (cause) {
      // What is too large has ended the connection already, and so has a peer that went away: that is no offence.
      if (!guest.destroyed || cause instanceof BrokerError) this.#options.counts.count('protocol');
      guest.destroy();
    }
  }

  async #serve(guest: Duplex): Promise<void> {
    const late = setTimeout(() => this.#refuse(guest, 'protocol'), LIMITS.connectTimeoutMs);
    const packets = packetsOf(guest);
    const first = await packets.next().finally(() => clearTimeout(late));
    if (first.done === true || guest.destroyed) return;
    const login = first.value;
    if (login.cmd !== 'connect') {
      this.#refuse(guest, 'protocol');
      return;
    }
    const answer = login.protocolVersion === 4 ? CONNACK.unauthorised : CONNACK.version;
    const verdict = await this.#letIn(guest, login);
    if (typeof verdict === 'string') this.#refuse(guest, verdict, answer);
    else if (!guest.destroyed) await this.#handOn(guest, { packets, principal: verdict, login });
  }

  async #letIn(guest: Duplex, login: IConnectPacket): Promise<Principal | RefusalCode> {
    const refusal = refusalOf(login);
    if (refusal !== undefined) return refusal;
    const { clientId, username: userName, password } = login;
    const credentials = { clientId, userName, password: password?.toString('latin1') };
    const verdict = await this.#options.authenticator.check(credentials);
    if ('refused' in verdict) return verdict.refused;
    const { principal } = verdict;
    const isFull = this.#guests.size >= this.#options.doors.connections;
    if (isFull || this.#guests.countOf(principal) >= LIMITS.connectionsPerUser) return 'too-many-connections';
    if (!this.#options.leaves.mayConnect(principal)) return 'too-many-leaves';
    // Whoever left meanwhile would be counted for ever.
    if (guest.destroyed) return principal;
    const seat = this.#seats.get(guest);
    seat?.guard.allowWaiting(principal.kind === 'agent' ? LIMITS.waitingAgent : LIMITS.waitingService);
    if (seat !== undefined) this.#doors.introduce(seat.origin);
    this.#guests.introduce(guest, verdict);
    this.#guests.add(guest);
    guest.once('close', () => this.#guests.remove(guest));
    return principal;
  }

  async #handOn(
    guest: Duplex,
    { packets, principal, login }: { packets: AsyncGenerator<Packet>; principal: Principal; login: IConnectPacket },
  ): Promise<void> {
    const behind = this.#connect(guest);
    await handOver(introductionOf(login, this.#options.behind), behind);
    for await (const packet of packets) {
      const refusal =
        packet.cmd === 'publish' ? await this.#judge(guest, principal, packet) : refusalToSay(principal, packet);
      // Costs as much as a message, and is paced as one.
      if (packet.cmd === 'subscribe') await this.#turn(guest, principal, packet.length ?? 0);
      if (refusal !== undefined) {
        this.#refuse(guest, refusal);
        return;
      }
      await handOver(packet, behind);
    }
    behind.end();
  }

  #connect(guest: Duplex): Socket {
    const behind = connect({ ...this.#options.behind, noDelay: true });
    let met = false;
    behind.once('connect', () => {
      met = true;
    });
    behind.on('error', () => {
      // Without an answer: the client comes again, as to a broker that is away.
      if (!met) this.#options.counts.count('behind-away');
    });
    behind.once('close', () => end(guest));
    guest.once('close', () => behind.destroySoon());
    behind.pipe(guest, { end: false });
    return behind;
  }

  async #judge(guest: Duplex, principal: Principal, message: IPublishPacket): Promise<RefusalCode | undefined> {
    const { counts, leaves } = this.#options;
    const bytes = message.payload.length;
    await this.#turn(guest, principal, bytes);
    const refusal = refusalOfPublish(principal, message, leaves);
    if (refusal === undefined) counts.published(bytes);
    return refusal;
  }

  async #turn(guest: Duplex, principal: Principal, bytes: number): Promise<void> {
    await this.#options.pace.turnOf(principal, { bytes, gone: () => guest.destroyed });
  }

  /** What counts no more by the clock alone is found at a look, and who does not read. */
  async #look(): Promise<void> {
    await this.#options.authenticator.refresh();
    this.#putOut();
    if (this.#stopped) return;
    for (const guest of this.#guests) this.#seats.get(guest)?.guard.cutIfStalled(LIMITS.stalledMs);
  }

  /** A connection outlives its token: whose key was taken back is put out all the same. */
  #putOut(): void {
    if (this.#stopped) return;
    for (const guest of this.#guests) {
      const kid = this.#guests.kidOf(guest);
      const refusal = kid && this.#options.authenticator.refusalOf(kid);
      if (!refusal) continue;
      this.#guests.remove(guest);
      this.#refuse(guest, refusal);
    }
  }

  #refuse(guest: Duplex, code: RefusalCode, answer?: Buffer): void {
    this.#options.counts.count(code);
    end(guest, answer);
  }
}

/** Of what the packet itself says, as our own broker judges it. */
function refusalOf({ protocolVersion, will, keepalive = 0 }: IConnectPacket): RefusalCode | undefined {
  if (protocolVersion !== 4) return 'protocol';
  if (will !== undefined) return 'will';
  return keepalive < 1 || keepalive > LIMITS.keepAlive ? 'keep-alive' : undefined;
}

function refusalToSay(principal: Principal, packet: Packet): RefusalCode | undefined {
  if (packet.cmd !== 'subscribe') return SAID.has(packet.cmd) ? undefined : 'protocol';
  return packet.subscriptions.every(({ topic }) => maySubscribe(principal, topic)) ? undefined : 'topic-subscribe';
}

/** The same, and its password only for a broker that checks it: whoever hears a token could come in with it. */
const introductionOf = (login: IConnectPacket, behind: Behind): Packet => ({
  ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clientId: login.clientId },
  ...{ clean: login.clean ?? false, keepalive: login.keepalive ?? 0 },
  ...(login.username === undefined ? {} : { username: login.username }),
  ...('path' in behind || login.password === undefined ? {} : { password: login.password }),
});

/** Ends a connection when what was written to it is handed over, and does not wait for the other side to end it. */
function end(guest: Duplex, last?: Buffer): void {
  if (guest.destroyed) return;
  if (last !== undefined) guest.write(last);
  // What was written in this turn is gathered, and given to the socket before this.
  setImmediate(() => guest.end(() => guest.destroy()));
}
