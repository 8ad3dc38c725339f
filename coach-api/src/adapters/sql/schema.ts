import type { Generated } from 'kysely';

/* One interface a table, or a view that is read as one. Bytes are blobs, times Unix seconds, pseudonyms and leaves that are looked up lower-case hexadecimal. */

export interface Schema {
  persons: {
    pseudonym: string;
    identity_key: Uint8Array;
    /** Key id of it, base64url. */
    identity_id: string;
    vault_key: Uint8Array;
    enrolled: number;
    kept: Uint8Array | null;
    kept_issued: number | null;
    challenge: Generated<number>;
  };
  agents: {
    pseudonym: string;
    agent: number;
    key: Uint8Array;
    key_id: string;
    certificate: Uint8Array;
    /** Of its retirement. */
    last_sequence: number | null;
  };
  challenges: { number: Generated<number>; name: string; starts: number; ends: number | null; seats: number | null };
  invitations: {
    number: Generated<number>;
    code_hash: string;
    challenge: number;
    expires: number;
    used_by: string | null;
    revoked: number | null;
    suspended: number | null;
    /** Of this holding off; null where it is of before there was any, or there is none. */
    holding: string | null;
    /** Of who used it, of its revocation and of its holding off (`core/invitation-marks.ts`); null of before there were any, or where there is nothing to mark. */
    used_mark: string | null;
    revoked_mark: string | null;
    held_mark: string | null;
  };
  /** Agents that are held off, by the invitation that was named. */
  suspensions: { pseudonym: string; agent: number; invitation: number };
  envelopes: {
    id: Generated<number>;
    pseudonym: string;
    agent: number;
    sequence: number;
    leaf: Uint8Array;
    granularity: string;
    window_start: number;
    /** Empty where erased, as are window and granularity. */
    bytes: Uint8Array;
    anchored_index: number | null;
    /** Leaf of the erasure, or `EXPIRED`. */
    erased: string | null;
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
  releases: {
    id: Generated<number>;
    /** Of the release as its agent signed it. */
    leaf: string;
    pseudonym: string;
    grant_id: string;
    bytes: Uint8Array;
    /** Hash of the bytes where they are what is left of it. */
    narrowed: string | null;
  };
  kept_keys: { id: Generated<number>; leaf: string; pseudonym: string; day: string; bytes: Uint8Array };
  erasures: {
    id: Generated<number>;
    leaf: string;
    pseudonym: string;
    bytes: Uint8Array;
    /** Leaf of its certificate. */
    certificate: string;
  };
  /** Erasures for which releases may be opened, until they are executed. */
  demanded_erasures: { leaf: string; pseudonym: string; bytes: Uint8Array };
  retirements: { id: Generated<number>; leaf: string; pseudonym: string; bytes: Uint8Array };
  letters: {
    id: Generated<number>;
    leaf: string;
    pseudonym: string;
    kind: string;
    coach: string | null;
    time: number;
    for_person: Uint8Array | null;
    for_coach: Uint8Array | null;
    /** When the broker took it, and when its person was heard after that. */
    told: number | null;
    settled: number | null;
    acknowledged: number;
    anchored_index: number | null;
  };
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
  };
  /** Of releases; none is changed. */
  openings: {
    id: Generated<number>;
    time: number;
    /** Of the records that it rests on, commas between; `reseal` for a change of the box key, which rests on none. */
    leaves: string;
    releases: number;
    keys: number;
  };
  reconciled_days: {
    day: string;
    silent: number;
    /** Signed. */
    line: Uint8Array;
  };
  sessions: {
    id_hash: string;
    account: string;
    provider_session: string | null;
    subject: string;
    role: string;
    /** JSON */
    capacities: string;
    auth_time: number;
    begun: number;
    seen: number;
    code: string;
  };
  /** Who was read in a session. */
  session_reads: { id_hash: string; pseudonym: string; code: string };
  /** Logout tokens of the provider that were used. */
  logout_tokens: { hash: string; expires: number };
  /** Envelopes that expired, or would, by day and by who looked after their people. */
  retention_counts: { day: string; district: string; counted: number; people: number; envelopes: number };
  kysely_migration: { name: string; timestamp: string };
  log_state: { id: number; state: string; policy_from: string | null; policy_to: string | null };
}
