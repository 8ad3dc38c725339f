import type Database from 'better-sqlite3';
import type { Identity } from '../ports.js';

/* Who the agent is: the one row of its table. */

interface IdentityRow {
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
}

const COLUMNS = [
  ...['pseudonym', 'agent', 'agent_seed', 'identity_key', 'vault_key', 'certificate'],
  ...['wrap_salt', 'wrap_nonce', 'wrapped_root', 'coach_signing_key', 'coach_box_key', 'policy', 'invitation'],
  ...['registered', 'coach_url', 'certificates', 'broker_url', 'log_url', 'zone', 'kept', 'words_confirmed'],
];

const toIdentity = (row: IdentityRow): Identity => ({
  pseudonym: row.pseudonym,
  agent: row.agent,
  agentSeed: row.agent_seed,
  identityPublicKey: row.identity_key,
  vaultPublicKey: row.vault_key,
  certificate: row.certificate,
  wrappedRoot: { salt: row.wrap_salt, nonce: row.wrap_nonce, ciphertext: row.wrapped_root },
  pins: {
    coachUrl: row.coach_url,
    coachSigningKey: row.coach_signing_key,
    coachBoxKey: row.coach_box_key,
    certificates: row.certificates === '' ? [] : row.certificates.split(' '),
    brokerUrl: row.broker_url,
    logUrl: row.log_url,
    policy: row.policy,
    zone: row.zone,
  },
  invitation: row.invitation,
  kept: row.kept ?? undefined,
  wordsConfirmed: row.words_confirmed === 1,
  registered: row.registered === 1,
});

const toRow = ({ wrappedRoot, pins, ...identity }: Identity): IdentityRow => ({
  pseudonym: identity.pseudonym,
  agent: identity.agent,
  agent_seed: identity.agentSeed,
  identity_key: identity.identityPublicKey,
  vault_key: identity.vaultPublicKey,
  certificate: identity.certificate,
  wrap_salt: wrappedRoot.salt,
  wrap_nonce: wrappedRoot.nonce,
  wrapped_root: wrappedRoot.ciphertext,
  coach_signing_key: pins.coachSigningKey,
  coach_box_key: pins.coachBoxKey,
  policy: pins.policy,
  invitation: identity.invitation,
  registered: Number(identity.registered),
  coach_url: pins.coachUrl,
  certificates: pins.certificates.join(' '),
  broker_url: pins.brokerUrl,
  log_url: pins.logUrl,
  zone: pins.zone,
  kept: identity.kept ?? null,
  words_confirmed: Number(identity.wordsConfirmed),
});

export function readIdentity(db: Database.Database): Identity | undefined {
  const row = db.prepare<[], IdentityRow>('SELECT * FROM identity').get();
  return row && toIdentity(row);
}

export function writeIdentity(db: Database.Database, identity: Identity): void {
  const values = COLUMNS.map((column) => `@${column}`).join(', ');
  db.prepare(`INSERT OR REPLACE INTO identity (id, ${COLUMNS.join(', ')}) VALUES (1, ${values})`).run(toRow(identity));
}
