import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { firstPacketLength } from '../core/first-packet.js';
import { LIMITS, MAX_PACKET } from '../core/limits.js';
import type { RefusalCode } from '../core/refusal-code.js';
import type { Authenticator, Certificate, Listener, Refusals, RunningBroker, Traffic } from '../ports.js';
import { ConnectedClients } from './connected-clients.js';
import { Doors, type DoorsOptions } from './doors.js';
import { GuardedSocket } from './guarded-socket.js';
import { type Login, readLogin } from './login-packet.js';

export interface PorterOptions {
  readonly doors: Omit<DoorsOptions, 'accept' | 'refuse'>;
  readonly authenticator: Authenticator;
  readonly counts: Refusals & Traffic;
  /** Path of the Unix socket of the broker that it stands before, which believes whatever name it is given there. */
  readonly behind: string;
  /** Milliseconds between two looks at the keys of those that are connected. */
  readonly lookMs: number;
}

/** CONNACK with a return code of MQTT 3.1.1 (section 3.2.2.3). */
const CONNACK = { version: Buffer.of(0x20, 2, 0, 1), unauthorised: Buffer.of(0x20, 2, 0, 5) };

/**
 * Stands before a broker that checks no token. Who shows a good one is introduced to it by name, without the token, and from
 * then on every byte is handed on both ways; whose key is taken back is put out. What may be said to whom is the law of the
 * broker behind.
 */
export class Porter implements Listener {
  readonly #options: PorterOptions;
  readonly #guests: ConnectedClients<GuardedSocket>;
  readonly #doors: Doors;
  #stopped = false;

  constructor(options: PorterOptions) {
    this.#options = options;
    this.#guests = new ConnectedClients(options.counts);
    this.#doors = new Doors({
      ...options.doors,
      accept: (connection) => void this.#accept(connection),
      refuse: (code) => options.counts.count(code),
    });
  }

  async start(): Promise<RunningBroker> {
    const ports = await this.#doors.open();
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

  #accept(connection: Duplex): void {
    const guest = new GuardedSocket(connection, {
      packets: { first: LIMITS.firstPacket, later: MAX_PACKET },
      waiting: LIMITS.waitingStranger,
    });
    guest.once('cut', () => this.#options.counts.count('slow-consumer'));
    guest.once('error', () => this.#options.counts.count('protocol'));
    this.#receive(guest).catch(() => guest.destroy());
  }

  async #receive(guest: GuardedSocket): Promise<void> {
    const first = await firstPacketOf(guest);
    if (guest.destroyed) return;
    const login = first && readLogin(first.packet);
    if (first === undefined || login === undefined) {
      this.#refuse(guest, 'protocol');
      return;
    }
    const refusal = refusalOf(login) ?? (await this.#letIn(guest, login));
    if (guest.destroyed) return;
    if (refusal === undefined) this.#handOn(guest, Buffer.concat([login.introduction, first.rest]));
    else this.#refuse(guest, refusal, login.version === 4 ? CONNACK.unauthorised : CONNACK.version);
  }

  async #letIn(guest: GuardedSocket, { clientId, userName, password }: Login): Promise<RefusalCode | undefined> {
    const verdict = await this.#options.authenticator.check({ clientId, userName, password });
    if ('refused' in verdict) return verdict.refused;
    if (this.#guests.countOf(verdict.principal) >= LIMITS.connectionsPerUser) return 'too-many-connections';
    // Whoever left meanwhile would be counted for ever.
    if (guest.destroyed) return undefined;
    guest.allowWaiting(verdict.principal.kind === 'agent' ? LIMITS.waitingAgent : LIMITS.waitingService);
    this.#guests.introduce(guest, verdict);
    this.#guests.add(guest);
    guest.once('close', () => this.#guests.remove(guest));
    return undefined;
  }

  #handOn(guest: GuardedSocket, first: Buffer): void {
    const behind = connect({ path: this.#options.behind, noDelay: true });
    let met = false;
    behind.once('connect', () => {
      met = true;
    });
    behind.on('error', () => {
      // Without an answer: the client comes again, as to a broker that is away.
      if (!met) this.#options.counts.count('behind-away');
      guest.destroy();
    });
    behind.once('close', () => end(guest));
    guest.once('close', () => behind.destroySoon());
    behind.write(first);
    guest.pipe(behind);
    behind.pipe(guest, { end: false });
  }

  /** A connection outlives its token: whose key was taken back is put out all the same, and so is who does not read. */
  async #look(): Promise<void> {
    const { authenticator } = this.#options;
    await authenticator.refresh();
    if (this.#stopped) return;
    for (const guest of this.#guests) {
      const kid = this.#guests.kidOf(guest);
      const refusal = kid && authenticator.refusalOf(kid);
      if (refusal) {
        this.#guests.remove(guest);
        this.#refuse(guest, refusal);
      } else {
        guest.cutIfStalled(LIMITS.stalledMs);
      }
    }
  }

  #refuse(guest: GuardedSocket, code: RefusalCode, answer?: Buffer): void {
    this.#options.counts.count(code);
    end(guest, answer);
  }
}

/** Of what the packet itself says, as our own broker judges it. */
function refusalOf({ version, hasWill, keepAlive }: Login): RefusalCode | undefined {
  if (version !== 4) return 'protocol';
  if (hasWill) return 'will';
  return keepAlive < 1 || keepAlive > LIMITS.keepAlive ? 'keep-alive' : undefined;
}

/** Ends a connection when what was written to it is handed over, and does not wait for the other side to end it. */
function end(guest: GuardedSocket, last?: Buffer): void {
  if (guest.destroyed) return;
  if (last !== undefined) guest.write(last);
  guest.end(() => guest.destroy());
}

/** @returns undefined when none comes in time */
function firstPacketOf(guest: GuardedSocket): Promise<{ packet: Buffer; rest: Buffer } | undefined> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    const finish = (found?: { packet: Buffer; rest: Buffer }): void => {
      clearTimeout(timer);
      guest.off('data', read).off('close', giveUp).pause();
      resolve(found);
    };
    const giveUp = (): void => finish();
    const read = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const length = firstPacketLength(bytes);
      if (length !== undefined) finish({ packet: bytes.subarray(0, length), rest: bytes.subarray(length) });
    };
    const timer = setTimeout(giveUp, LIMITS.connectTimeoutMs);
    guest.on('data', read).once('close', giveUp);
  });
}
