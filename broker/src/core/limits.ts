/** What one client, and all of them, may cost. */
export const LIMITS = {
  payload: 128 * 1024,
  /** A CONNECT carries an id, a name and a token. */
  firstPacket: 4 * 1024,
  topicLevels: 8,
  connections: 10_000,
  connectionsPerUser: 4,
  /** Messages kept for a session that is away; agents resend until they have receipts. */
  queuedPerSession: 1_000,
  queuedBytes: 32 * 1024 * 1024,
  subscriptionsPerSession: 64,
  connectTimeoutMs: 10_000,
  /** Between two looks whether the keys of those that are connected were taken back. */
  lookMs: 30_000,
} as const;

/** Fixed header aside, a PUBLISH is its topic, its packet id and its payload. */
export const MAX_PACKET = LIMITS.payload + 512;
