/** What one client, and all of them, may cost. */
export const LIMITS = {
  payload: 128 * 1024,
  /** A CONNECT carries an id, a name and a token. */
  firstPacket: 4 * 1024,
  topicLevels: 8,
  connectionsPerUser: 4,
  /** Messages kept for a session that is away; agents resend until they have receipts. */
  queuedForAgent: 1_000,
  queuedForService: 20_000,
  queuedBytes: 32 * 1024 * 1024,
  subscriptionsPerSession: 64,
  /** Sessions that are kept for a user, whoever of them is connected: the one that was not used for longest goes. */
  sessionsPerUser: 16,
  /** Packets of one connection that are read before others have their turn. */
  packetsAtOnce: 64,
  connectTimeoutMs: 10_000,
  /** Connections at once of which nobody knows who is there, besides those of clients; and for how long none of them has to give way. */
  strangers: 4_000,
  strangerGraceMs: 2_000,
  /** Connections that the kernel holds until they are taken: beyond them it drops, and who comes tries again after seconds. */
  backlog: 4_096,
  /** The longest silence that a client may ask for, seconds; without any it would be held for ever. */
  keepAlive: 1_200,
  /** Between two looks at the registry: with an answer of three seconds in all, whose key is taken back is out within five. */
  lookMs: 1_000,
  /** Bytes that wait for a client that does not read: before it is known, an agent, a service. */
  waitingStranger: 16 * 1024,
  waitingAgent: 4 * 1024 * 1024,
  waitingService: 32 * 1024 * 1024,
  /** After so long without a byte taken, a client that has some waiting for it is cut. */
  stalledMs: 30_000,
} as const;

/** Clients at once, of all, unless told otherwise. */
export const CONNECTIONS = 10_000;

/** Fixed header aside, a PUBLISH is its topic, its packet id and its payload. */
export const MAX_PACKET = LIMITS.payload + 512;

/** What an agent may send: so much at once after it sent nothing for long, and so much a second on end. */
export interface Pace {
  readonly atOnce: number;
  readonly perSecond: number;
}

/**
 * An agent makes a message of a kilobyte or two every quarter of an hour. One that was away for a year brings all that its outbox
 * can hold (64 MiB) at once; what goes beyond waits, and nothing of it is lost.
 */
export const AGENT_MESSAGES: Pace = { atOnce: 10_000, perSecond: 100 };
export const AGENT_BYTES: Pace = { atOnce: 64 * 1024 * 1024, perSecond: 1024 * 1024 };

/** A pace as an operator writes it: at once and a second, with a space between. @returns undefined for anything else */
export function parsePace(text: string, least: number): Pace | undefined {
  const [, atOnce, perSecond] = /^([1-9][0-9]{0,9}) ([1-9][0-9]{0,9})$/.exec(text) ?? [];
  return Number(atOnce) >= least ? { atOnce: Number(atOnce), perSecond: Number(perSecond) } : undefined;
}
