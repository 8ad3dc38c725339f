import { fromHex, type Message, ProtocolError, seal, signingKey, signMessage, toHex } from '@fit4work/protocol';
import { grantsOf } from './core/consent-history.js';
import { COACH_REFUSALS } from './core/refusal-words/coach-refusals.js';
import { AgentError } from './error.js';
import { keepMessage } from './kept-message.js';
import type { LetterName } from './letter-port.js';
import { ownConsent } from './own-consent.js';
import type { Clock, Entropy, Identity, NewRecord, Outbox } from './ports.js';

export interface WritingPorts {
  readonly outbox: Outbox;
  readonly entropy: Entropy;
  readonly clock: Clock;
}

/** What a person says to a coach. */
export type Saying = Pick<Message, 'coach' | 'answers' | 'text' | 'report'>;

/**
 * Signs a message with the agent's key and puts it into the outbox.
 *
 * @returns its leaf
 * @throws AgentError `not-granted` when nothing was ever granted to the coach; `bad-configuration` for a text that is empty
 *   or too long
 */
export async function writeMessage(ports: WritingPorts, identity: Identity, saying: Saying): Promise<string> {
  const { kept } = await ownConsent(ports.outbox, identity);
  const coaches = grantsOf(kept.map(({ record }) => record)).map(({ grant }) => grant.recipient);
  if (!coaches.includes(saying.coach)) {
    throw new AgentError('not-granted', COACH_REFUSALS.neverGranted);
  }
  const message = messageOf(ports, identity, saying);
  await ports.outbox.addRecords([message]);
  return toHex(message.leaf);
}

/** At rest it is sealed to the person, on its way to the coach API: in the clear it lies nowhere. */
function messageOf(
  { entropy, clock }: WritingPorts,
  identity: Identity,
  saying: Saying,
): NewRecord & { readonly leaf: Uint8Array } {
  const { pseudonym, agent, vaultPublicKey, pins } = identity;
  const key = signingKey(identity.agentSeed);
  const message = { pseudonym, agent, ...saying, time: clock(), salt: entropy(32) };
  const bytes = signed(() => signMessage(message, key));
  const kept = keepMessage(bytes, { agentPublicKey: key.publicKey, vaultPublicKey });
  return { kind: 'message', ...kept, payload: seal(bytes, pins.coachBoxKey) };
}

function signed(sign: () => Uint8Array): Uint8Array {
  try {
    return sign();
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    throw new AgentError('bad-configuration', COACH_REFUSALS.textOutOfBounds, { cause });
  }
}

/** A letter that was shown; `says` where it was opened and may be answered. */
export interface ShownLetter extends LetterName {
  readonly acknowledged: number | null;
  readonly says?: { readonly coach: string; readonly leaf: string } | undefined;
}

/** Of letters those that were shown, by their leaves; what cannot be opened, or says nothing, has no more to show. */
export const shownAmong = (letters: readonly ShownLetter[], leaves: ReadonlySet<string>): readonly ShownLetter[] =>
  letters.filter(({ says }) => says === undefined || leaves.has(says.leaf));

/**
 * Notes that letters were shown, and tells the coach API, once, of each that could be opened: a message that answers it and
 * says nothing (SPEC.md clause 13.1).
 */
export async function acknowledge(
  ports: WritingPorts,
  identity: Identity,
  shown: readonly ShownLetter[],
): Promise<void> {
  const fresh = shown.filter(({ acknowledged }) => acknowledged === null);
  const answered = fresh.map(({ kind, digest, says }) => {
    if (says === undefined) return { kind, digest };
    const saying = { coach: says.coach, answers: fromHex(says.leaf), text: '', report: null };
    return { kind, digest, answer: messageOf(ports, identity, saying) };
  });
  await ports.outbox.acknowledgeLetters(answered, ports.clock());
}
