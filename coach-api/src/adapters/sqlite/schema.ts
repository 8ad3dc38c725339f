import type { Generated } from 'kysely';

/* One interface a table. Bytes are blobs, times Unix seconds, pseudonyms and leaves that are looked up lower-case hexadecimal. */

export interface Schema {
  persons: { pseudonym: string; identity_key: Uint8Array; vault_key: Uint8Array; enrolled: number };
  agents: { pseudonym: string; agent: number; key: Uint8Array; key_id: string; certificate: Uint8Array };
  invitations: { code_hash: string; expires: number; used_by: string | null };
  envelopes: {
    id: Generated<number>;
    pseudonym: string;
    agent: number;
    sequence: number;
    leaf: Uint8Array;
    granularity: string;
    window_start: number;
    bytes: Uint8Array;
    anchored_index: number | null;
  };
  forks: {
    id: Generated<number>;
    pseudonym: string;
    agent: number;
    sequence: number;
    leaf: Uint8Array;
    bytes: Uint8Array;
    time: number;
  };
  consents: { id: Generated<number>; leaf: string; pseudonym: string; bytes: Uint8Array };
  releases: { leaf: string; pseudonym: string; grant_id: string; bytes: Uint8Array };
  reads: {
    id: Generated<number>;
    leaf: string;
    pseudonym: string;
    coach: string;
    purpose: string;
    metrics: string;
    granularity: string;
    from_day: string;
    until_day: string;
    time: number;
    record: Uint8Array;
    sealed: Uint8Array;
    sent: number;
    anchored_index: number | null;
  };
  log_state: { id: number; state: string };
}
