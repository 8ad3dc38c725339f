import { equalBytes } from '@fit4work/protocol';
import { pinnedKeys } from '../core/coach-keys.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import { AgentError } from '../error.js';
import type { Identity } from '../ports.js';
import type { IdentityRow } from './sqlite-agent-tables.js';
import type { OpenVault } from './sqlite-open.js';
import type { Tables } from './sqlite-tables.js';

/* Who the agent is: the one row of its table. */

/**
 * Refuses to write in the place of somebody who is not known to be there.
 *
 * @param known who may be there
 * @throws AgentError `already-enrolled`
 */
export function refuseOther({ identity }: Tables, known: Identity | undefined): void {
  const [present] = identity.whole();
  if (present === undefined || (known !== undefined && equalBytes(present.agent_seed, known.agentSeed))) return;
  throw takenMeanwhile();
}

/** Whoever is registered is not made one who is not. @throws AgentError `already-enrolled` */
export function refuseRegistered({ identity }: Tables): void {
  if (identity.whole()[0]?.registered === 1) throw takenMeanwhile();
}

const takenMeanwhile = (): AgentError => new AgentError('already-enrolled', ENROL_REFUSALS.takenMeanwhile);

export function writeIdentity({ ledger, tables }: OpenVault, identity: Identity, over: Identity): void {
  ledger.transaction(VAULT_THINGS.identity, () => {
    refuseOther(tables, over);
    if (!identity.registered) refuseRegistered(tables);
    tables.identity.put(toIdentityRow(identity));
  });
}

export const toIdentity = (row: IdentityRow): Identity => ({
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

/** The keys that were pinned stay where they are: what was followed stands elsewhere (sqlite-coach-keys.ts). */
export const toIdentityRow = ({ wrappedRoot, pins, ...identity }: Identity): IdentityRow => ({
  id: 1,
  pseudonym: identity.pseudonym,
  agent: identity.agent,
  agent_seed: identity.agentSeed,
  identity_key: identity.identityPublicKey,
  vault_key: identity.vaultPublicKey,
  certificate: identity.certificate,
  wrap_salt: wrappedRoot.salt,
  wrap_nonce: wrappedRoot.nonce,
  wrapped_root: wrappedRoot.ciphertext,
  coach_signing_key: pinnedKeys({ pins, followed: identity.followed }).signingKey,
  coach_box_key: pinnedKeys({ pins, followed: identity.followed }).boxKey,
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
