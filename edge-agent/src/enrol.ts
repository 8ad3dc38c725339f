import {
  equalBytes,
  fromBase64Url,
  identityKey,
  parsePolicy,
  sha256,
  signCertificate,
  signingKey,
  toBase64Url,
  toHex,
  toRecoveryWords,
  utf8,
  vaultKey,
} from '@fit4work/protocol';
import { AgentError } from './error.js';
import type { Clock, Entropy, Identity, PassphraseLock, Pins, Registry, Vault } from './ports.js';

/** What the programme administrator hands over, as JSON. It pins the keys that the agent will trust. */
export interface Invitation {
  readonly version: 1;
  readonly code: string;
  readonly expires: number;
  readonly coachApi: { readonly signingKey: string; readonly boxKey: string };
  readonly log: { readonly policy: string };
}

export interface EnrolPorts {
  readonly vault: Vault;
  readonly registry: Registry;
  readonly lock: PassphraseLock;
  readonly entropy: Entropy;
  readonly clock: Clock;
}

const FIRST_AGENT = 1;
const SHORTEST_PASSPHRASE = 8;

/** @throws AgentError `bad-invitation` */
export function parseInvitation(text: string): Invitation {
  try {
    const invitation: Invitation = JSON.parse(text);
    pinsOf(invitation);
    if (invitation.version === 1 && typeof invitation.code === 'string' && Number.isSafeInteger(invitation.expires)) {
      return invitation;
    }
  } catch (cause) {
    throw new AgentError('bad-invitation', BAD_INVITATION, { cause });
  }
  throw new AgentError('bad-invitation', BAD_INVITATION);
}

const BAD_INVITATION =
  'The invitation is not one of this programme; ask the administrator to send it again, unchanged.';

function pinsOf({ coachApi, log }: Invitation): Pins {
  const pins = {
    coachSigningKey: fromBase64Url(coachApi.signingKey),
    coachBoxKey: fromBase64Url(coachApi.boxKey),
    policy: log.policy,
  };
  parsePolicy(pins.policy);
  if (pins.coachSigningKey.length !== 32 || pins.coachBoxKey.length !== 32) {
    throw new AgentError('bad-invitation', BAD_INVITATION);
  }
  return pins;
}

/**
 * Makes the employee's keys and registers their public halves. The keys are durable before anything is sent, so that an
 * agent killed at any moment can be asked again with the same invitation and passphrase: it completes the same
 * registration, and shows the same words, since nobody can say whether they were seen.
 *
 * @returns the recovery words
 * @throws AgentError `already-enrolled`, `bad-invitation`, `bad-passphrase`, `refused`, `unreachable`
 */
export async function enrol(ports: EnrolPorts, invitation: Invitation, passphrase: string): Promise<string> {
  const known = await ports.vault.identity();
  const digest = sha256(utf8(invitation.code));
  const same = known !== undefined && equalBytes(known.invitation, digest);
  if (known?.registered && !same) {
    throw new AgentError('already-enrolled', 'This state folder is enrolled; name another one for another employee.');
  }
  if (!known?.registered && invitation.expires <= ports.clock()) {
    throw new AgentError('bad-invitation', 'The invitation has expired; ask the administrator for a new one.');
  }
  const { identity, root } = same
    ? { identity: known, root: await ports.lock.unwrap(known.wrappedRoot, passphrase) }
    : await makeIdentity(ports, invitation, passphrase);
  if (!identity.registered) {
    await ports.registry.enrol(enrolmentOf(identity, invitation.code));
    await ports.vault.saveIdentity({ ...identity, registered: true });
  }
  return toRecoveryWords(root);
}

async function makeIdentity(
  { vault, lock, entropy, clock }: EnrolPorts,
  invitation: Invitation,
  passphrase: string,
): Promise<{ identity: Identity; root: Uint8Array }> {
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    throw new AgentError('bad-passphrase', `The passphrase must have at least ${SHORTEST_PASSPHRASE} characters.`);
  }
  const root = entropy(32);
  const agentSeed = entropy(32);
  const pseudonym = entropy(16);
  const person = identityKey(root);
  const vaultPublicKey = vaultKey(root).publicKey;
  const identity: Identity = {
    pseudonym,
    agent: FIRST_AGENT,
    agentSeed,
    identityPublicKey: person.publicKey,
    vaultPublicKey,
    certificate: signCertificate(
      {
        pseudonym,
        agent: FIRST_AGENT,
        agentPublicKey: signingKey(agentSeed).publicKey,
        vaultPublicKey,
        issued: clock(),
      },
      person,
    ),
    wrappedRoot: await lock.wrap(root, passphrase),
    pins: pinsOf(invitation),
    invitation: sha256(utf8(invitation.code)),
    registered: false,
  };
  await vault.saveIdentity(identity);
  return { identity, root };
}

const enrolmentOf = (identity: Identity, code: string): Record<string, string | number> => ({
  code,
  pseudonym: toHex(identity.pseudonym),
  agent: identity.agent,
  identityKey: toBase64Url(identity.identityPublicKey),
  vaultKey: toBase64Url(identity.vaultPublicKey),
  agentKey: toBase64Url(signingKey(identity.agentSeed).publicKey),
  certificate: toBase64Url(identity.certificate),
});
