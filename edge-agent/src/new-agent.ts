import {
  identityKey,
  type SigningKey,
  signCertificate,
  signingKey,
  signKeptPins,
  toBase64Url,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { sealPins } from './core/kept-pins.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { AgentError } from './error.js';
import type { Clock, Entropy, Identity, PassphraseLock, Pins, RequestBody } from './ports.js';

interface NewKeyPorts {
  readonly entropy: Entropy;
  readonly clock: Clock;
}

const SHORTEST_PASSPHRASE = 8;

/** Why it cannot be a passphrase: undefined where it can. Of one with a control character nobody could say how it is typed. */
export function passphraseProblem(
  passphrase: string,
): 'passphraseShort' | 'passphraseBlank' | 'passphraseControl' | undefined {
  if (passphrase.length < SHORTEST_PASSPHRASE) return 'passphraseShort';
  if (passphrase.trim() === '') return 'passphraseBlank';
  return /\p{Cc}/u.test(passphrase) ? 'passphraseControl' : undefined;
}

/** @throws AgentError `bad-passphrase` */
function checkNewPassphrase(passphrase: string): string {
  const problem = passphraseProblem(passphrase);
  if (problem === undefined) return passphrase;
  throw new AgentError('bad-passphrase', ENROL_REFUSALS[problem]);
}

/** A person, and the agent's number among those of the person. */
interface Whose {
  readonly root: Uint8Array;
  readonly pseudonym: Uint8Array;
  readonly agent: number;
}

/** More than this were never given meanwhile: who says so of every number gives none. */
const NUMBERS_TRIED = 16;

/**
 * Registers a further agent. A number that was given meanwhile is not taken: the next one is.
 *
 * @param register false where the number was given to another agent
 * @param next made durable before it is registered
 * @throws AgentError `refused` where no number is free
 */
export async function registerFree<T>(
  first: T,
  register: (agent: T) => Promise<boolean>,
  next: (agent: T) => Promise<T>,
): Promise<T> {
  let agent = first;
  for (let tries = 1; tries <= NUMBERS_TRIED; tries += 1) {
    if (await register(agent)) return agent;
    agent = await next(agent);
  }
  throw new AgentError('refused', ENROL_REFUSALS.numbersGiven(NUMBERS_TRIED));
}

/** A random key for an agent, and the identity's word for it. */
export function makeAgent(
  { entropy, clock }: NewKeyPorts,
  { root, pseudonym, agent }: Whose,
): Pick<Identity, 'agent' | 'agentSeed' | 'certificate'> {
  const agentSeed = entropy(32);
  const agentPublicKey = signingKey(agentSeed).publicKey;
  const vaultPublicKey = vaultKey(root).publicKey;
  const certificate = { pseudonym, agent, agentPublicKey, vaultPublicKey, issued: clock() };
  return { agent, agentSeed, certificate: signCertificate(certificate, identityKey(root)) };
}

/**
 * Everything of a new agent, registered nowhere yet.
 *
 * @param made `pins`: whom it trusts; `invitation`: what it answers
 * @throws AgentError `bad-passphrase` when it cannot be one
 */
export async function makeIdentity(
  ports: NewKeyPorts & { readonly lock: PassphraseLock },
  whose: Whose,
  made: { pins: Pins; invitation: Uint8Array; passphrase: string },
): Promise<Identity> {
  const person = identityKey(whose.root);
  const vaultPublicKey = vaultKey(whose.root).publicKey;
  return {
    pseudonym: whose.pseudonym,
    ...makeAgent(ports, whose),
    identityPublicKey: person.publicKey,
    vaultPublicKey,
    wrappedRoot: await ports.lock.wrap(whose.root, checkNewPassphrase(made.passphrase)),
    pins: made.pins,
    invitation: made.invitation,
    kept: keepPins(ports.clock, { pins: made.pins, pseudonym: whose.pseudonym, vaultPublicKey }, person),
    wordsConfirmed: false,
    registered: false,
  };
}

/** The pins as the coach API keeps them: only the words open them, and only they can have signed them. */
export const keepPins = (
  clock: Clock,
  { pins, pseudonym, vaultPublicKey }: Pick<Identity, 'pins' | 'pseudonym' | 'vaultPublicKey'>,
  person: SigningKey,
): Uint8Array => signKeptPins({ pseudonym, sealed: sealPins(pins, vaultPublicKey), issued: clock() }, person);

/** What the coach API is told of an agent, by every way that one is registered. */
export const agentBody = ({
  agent,
  agentSeed,
  certificate,
  kept,
}: Pick<Identity, 'agent' | 'agentSeed' | 'certificate' | 'kept'>): RequestBody => ({
  agent,
  agentKey: toBase64Url(signingKey(agentSeed).publicKey),
  certificate: toBase64Url(certificate),
  ...(kept && { kept: toBase64Url(kept) }),
});

export const enrolmentBody = (identity: Identity, code: string): RequestBody => ({
  code,
  pseudonym: toHex(identity.pseudonym),
  identityKey: toBase64Url(identity.identityPublicKey),
  vaultKey: toBase64Url(identity.vaultPublicKey),
  ...agentBody(identity),
});
