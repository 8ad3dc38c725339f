import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { Parts, Shape } from './sqlite-shape.js';

/* Who the agent is, who was before it and who is to come: tables of the vault (see sqlite-tables.ts). */

export type IdentityRow = Readonly<{
  id: number;
  pseudonym: Uint8Array;
  agent: number;
  agent_seed: Uint8Array;
  identity_key: Uint8Array;
  vault_key: Uint8Array;
  certificate: Uint8Array;
  wrap_salt: Uint8Array;
  wrap_nonce: Uint8Array;
  wrapped_root: Uint8Array;
  coach_signing_key: Uint8Array;
  coach_box_key: Uint8Array;
  policy: string;
  invitation: Uint8Array;
  registered: number;
  coach_url: string;
  /** One after the other, a space between two. */
  certificates: string;
  broker_url: string;
  log_url: string;
  zone: string;
  kept: Uint8Array | null;
  words_confirmed: number;
}>;

export const IDENTITY: Shape<IdentityRow> = {
  name: 'identity',
  columns: [
    ...(['id', 'pseudonym', 'agent', 'agent_seed', 'identity_key', 'vault_key', 'certificate'] as const),
    ...(['wrap_salt', 'wrap_nonce', 'wrapped_root', 'coach_signing_key', 'coach_box_key', 'policy'] as const),
    ...(['invitation', 'registered', 'coach_url', 'certificates', 'broker_url', 'log_url', 'zone'] as const),
    ...(['kept', 'words_confirmed'] as const),
  ],
  key: ['id'],
  thing: () => VAULT_THINGS.identity,
};

export type PastRow = Readonly<{
  agent: number;
  sequence: number;
  leaf: Uint8Array;
  log_index: number | null;
  window_start: number | null;
}>;

/** How many wait for a proof is a count, and no index's word. */
const PAST_PARTS: Parts<PastRow> = {
  of: ({ log_index }) => (log_index === null ? 'waiting' : 'proven'),
  where: (part) => [part === 'waiting' ? 'log_index IS NULL' : 'log_index IS NOT NULL'],
};

export const PAST_ENVELOPE: Shape<PastRow> = {
  name: 'past_envelope',
  columns: ['agent', 'sequence', 'leaf', 'log_index', 'window_start'],
  key: ['agent', 'sequence'],
  scope: PAST_PARTS,
  thing: ({ agent, sequence }) => VAULT_THINGS.pastEnvelope(sequence, agent),
};

export type NextAgentRow = Readonly<{
  id: number;
  agent: number;
  agent_seed: Uint8Array;
  certificate: Uint8Array;
}>;

export const NEXT_AGENT: Shape<NextAgentRow> = {
  name: 'next_agent',
  columns: ['id', 'agent', 'agent_seed', 'certificate'],
  key: ['id'],
  thing: () => VAULT_THINGS.nextAgent,
};

export type RecoveryRow = Readonly<{ id: number; told: string }>;

export const RECOVERY: Shape<RecoveryRow> = {
  name: 'recovery',
  columns: ['id', 'told'],
  key: ['id'],
  thing: () => VAULT_THINGS.recoveryTold,
};

export type HeldGrantRow = Readonly<{ grant_id: string }>;

export const HELD_GRANT: Shape<HeldGrantRow> = {
  name: 'held_grant',
  columns: ['grant_id'],
  key: ['grant_id'],
  thing: () => VAULT_THINGS.grantUnconfirmed,
};
