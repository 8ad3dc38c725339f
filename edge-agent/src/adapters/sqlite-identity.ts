import type { Identity } from '../ports.js';
import type { IdentityRow } from './sqlite-agent-tables.js';

/* Who the agent is: the one row of its table. */

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
