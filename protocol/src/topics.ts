/* MQTT topics (SPEC.md section 16). A pseudonym stands in them as 32 lower-case hexadecimal digits. */

export const UP_KINDS = ['envelope', 'consent', 'release', 'erasure', 'message', 'retirement', 'keys'] as const;
export type UpKind = (typeof UP_KINDS)[number];
export const DOWN_KINDS = ['receipt', 'read', 'programme', 'message', 'erasure'] as const;
export type DownKind = (typeof DOWN_KINDS)[number];

const ROOT = 'f4w/v1';

export const TOPICS = {
  leaves: `${ROOT}/anchor/leaves`,
  checkpoint: `${ROOT}/anchor/checkpoint`,
  /** On which the anchor hears itself. */
  anchorEcho: `${ROOT}/anchor/echo`,
  allUp: `${ROOT}/+/up/#`,
  up: (pseudonym: string, kind: UpKind): string => `${ROOT}/${pseudonym}/up/${kind}`,
  down: (pseudonym: string, kind: DownKind): string => `${ROOT}/${pseudonym}/down/${kind}`,
  allDown: (pseudonym: string): string => `${ROOT}/${pseudonym}/down/#`,
  /** @param instance which of several coach APIs, 1 to 16 of a to z and 0 to 9 */
  echo: (instance: string): string => `${ROOT}/coach-api/echo/${instance}`,
};

export type PersonTopic =
  | { readonly pseudonym: string; readonly direction: 'up'; readonly kind: UpKind }
  | { readonly pseudonym: string; readonly direction: 'down'; readonly kind: DownKind };

/** Reads a topic below a pseudonym; undefined for every other topic. */
export function parsePersonTopic(topic: string): PersonTopic | undefined {
  const match = /^f4w\/v1\/([0-9a-f]{32})\/(up|down)\/([a-z]+)$/.exec(topic);
  const [, pseudonym, direction, name] = match ?? [];
  if (pseudonym === undefined) return undefined;
  const up = UP_KINDS.find((kind) => kind === name);
  if (direction === 'up') return up && { pseudonym, direction, kind: up };
  const down = DOWN_KINDS.find((kind) => kind === name);
  return down && { pseudonym, direction: 'down', kind: down };
}

/** Whether a topic is one on which a coach API hears itself. */
export const isEchoTopic = (topic: string): boolean => /^f4w\/v1\/coach-api\/echo\/[a-z0-9]{1,16}$/.test(topic);

/** Leaves in one message to the anchor, at most. */
export const MAX_LEAVES = 1024;
