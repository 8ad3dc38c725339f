/** What stands in several, or is struck at all. */
export const KINDS = ['broker', 'coach-api', 'anchor', 'witness', 'database'] as const;
export type Kind = (typeof KINDS)[number];

export const BROKERS = ['broker-1', 'broker-2', 'broker-3'] as const;
export type BrokerName = (typeof BROKERS)[number];
export const COACH_APIS = ['coach-api-a', 'coach-api-b', 'coach-api-c'] as const;
export const ANCHORS = ['anchor-1', 'anchor-2'] as const;
export const WITNESSES = ['witness-works-council', 'witness-university'] as const;
export const DATABASE = 'postgres';

/** The parts of each kind, by the names of their processes. */
export const PARTS: Readonly<Record<Kind, readonly string[]>> = {
  broker: BROKERS,
  'coach-api': COACH_APIS,
  anchor: ANCHORS,
  witness: WITNESSES,
  database: [DATABASE],
};
