import {
  type BoxKeyPair,
  equalBytes,
  LogError,
  leafOf,
  type PinnedPolicy,
  type Policy,
  ProtocolError,
  parseProof,
  pinPolicy,
  sha256,
  type TileReader,
  toHex,
  unseal,
  verifyProof,
} from '@fit4work/protocol';
import { openSigned, signersOf } from './core/coach-keys.js';
import type { LetterKind } from './core/letter-kinds.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import {
  type LetterProblem,
  type ProofProblem,
  type RecordProblem,
  type ShownProof,
  WORTHLESS,
} from './core/shown-letter.js';
import { AgentError } from './error.js';
import type { Letter, LetterName } from './letter-port.js';
import type { Identity, Outbox } from './ports.js';
import { proveLeaves } from './prove-leaves.js';

/** Where letters are kept, and where the log is read. */
export interface LetterPorts {
  readonly outbox: Outbox;
  readonly tiles: TileReader;
  /** Told how many of the letters are verified. */
  readonly onLetter?: ((done: number, letters: number) => void) | undefined;
}

/** Who opens them: the passphrase was given. */
export interface LetterReader {
  readonly identity: Identity;
  readonly vaultKey: BoxKeyPair;
}

/** A letter that was opened and verified here. */
export interface OpenedLetter<T> extends LetterName {
  readonly leaf: string;
  readonly record: T;
  /** The record as the coach API signed it. */
  readonly signed: Uint8Array;
  /** The key of the coach API that signed it. */
  readonly signer: Uint8Array;
  readonly proof: ShownProof | null;
  /** The `.tlog-proof` file that `proof` was read from. */
  readonly file: Uint8Array | undefined;
  /** Empty where all is sound. */
  readonly problems: readonly LetterProblem[];
  /** When it was first shown, Unix seconds; null now for the first time. */
  readonly acknowledged: number | null;
}

/** A letter of which nothing is shown: it cannot be believed. */
export interface RefusedLetter extends LetterName {
  readonly problem: RecordProblem;
  readonly acknowledged: number | null;
}

export interface OpenedLetters<T> {
  readonly opened: readonly OpenedLetter<T>[];
  readonly refused: readonly RefusedLetter[];
}

/** What every record of the coach API says: about whom it is, and when it was signed. */
export interface CoachSigned {
  readonly pseudonym: Uint8Array;
  /** Unix seconds */
  readonly time: number;
}

/** How a kind of letter is verified under the coach API's key. */
export interface LetterForm<T> {
  readonly kind: LetterKind;
  /** @throws ProtocolError */
  readonly open: (record: Uint8Array, coachApiPublicKey: Uint8Array) => T;
}

/**
 * Every letter of a kind, verified here: the coach API's signature, whose it is, and the proof in the log. What has no proof
 * yet is looked for in the log, and the proof is kept. None is left out, whatever is wrong with it; of what is no letter the
 * bytes are forgotten, so that who sends such things leaves room for letters.
 *
 * @throws AgentError `vault-damaged` when the pinned policy was changed
 */
export async function openLetters<T extends CoachSigned>(
  ports: LetterPorts,
  reader: LetterReader,
  form: LetterForm<T>,
): Promise<OpenedLetters<T>> {
  const pinned = pinnedPolicy(reader.identity);
  const refused: RefusedLetter[] = [];
  const sound: SoundLetter<T>[] = [];
  for (const letter of await ports.outbox.letters(form.kind)) {
    ports.onLetter?.(0, refused.length + sound.length + 1);
    const { kind, digest, acknowledged = null } = letter;
    const record = openLetter(letter, reader, form);
    if (typeof record === 'string') refused.push({ kind, digest, problem: record, acknowledged });
    else sound.push({ letter, ...record });
  }
  await ports.outbox.discardLetters(
    refused.flatMap(({ kind, digest, problem }) => {
      const why = WORTHLESS.find((each) => each === problem);
      return why === undefined ? [] : [{ kind, digest, problem: why }];
    }),
  );
  const { proofs, policy } = await proofsOf(ports, pinned, sound);
  const opened = sound.map(({ letter, record, leaf, signed, signer }, i): OpenedLetter<T> => {
    const { kind, digest, acknowledged = null } = letter;
    const found = proofs[i] ?? 'not-in-log';
    const proof = checkProof(found, leaf, policy);
    ports.onLetter?.(i + 1, sound.length);
    const place = typeof proof === 'string' ? { proof: null, problems: [proof] } : { proof, problems: [] };
    const file = place.proof === null || typeof found === 'string' ? undefined : found;
    return { kind, digest, leaf: toHex(leaf), record, signed, signer, ...place, file, acknowledged };
  });
  return { opened, refused };
}

interface SoundLetter<T> {
  readonly letter: Letter;
  readonly record: T;
  readonly leaf: Uint8Array;
  readonly signed: Uint8Array;
  readonly signer: Uint8Array;
}

/**
 * A `.tlog-proof` file of each, or why there is none. What is found now is kept. One that was made under an earlier policy
 * of the log is made anew: who has the keys of then must not prove anything any more.
 */
async function proofsOf(
  ports: LetterPorts,
  pinned: PinnedPolicy,
  letters: readonly SoundLetter<unknown>[],
): Promise<{ readonly proofs: readonly (Uint8Array | ProofProblem)[]; readonly policy: Policy }> {
  const isProven = ({ letter: { proof }, leaf }: SoundLetter<unknown>, policy: Policy): boolean =>
    proof !== undefined && checkProof(proof, leaf, policy) !== 'proof-refused';
  const wanted = letters.flatMap((letter) => (isProven(letter, pinned.policy) ? [] : [letter.leaf]));
  const { proofs: made, problem, policy } = await proveLeaves(ports, pinned, wanted);
  const proofs = letters.map(({ letter, leaf }) => made.get(toHex(leaf)) ?? letter.proof ?? problem);
  await ports.outbox.saveLetterProofs(
    letters.flatMap(({ letter: { kind, digest, proof: replaced }, leaf }) => {
      const proof = made.get(toHex(leaf));
      return proof === undefined ? [] : [{ kind, digest, proof, replaced }];
    }),
  );
  return { proofs, policy };
}

function pinnedPolicy({ pins }: Identity): PinnedPolicy {
  try {
    return pinPolicy(pins.policy);
  } catch (cause) {
    throw new AgentError('vault-damaged', VAULT_REFUSALS.policyChanged, { cause });
  }
}

function openLetter<T extends CoachSigned>(
  { sealed, digest, problem }: Letter,
  { identity, vaultKey }: LetterReader,
  { open }: LetterForm<T>,
): Omit<SoundLetter<T>, 'letter'> | RecordProblem {
  if (problem !== undefined) return problem;
  if (!equalBytes(sha256(sealed), digest)) return 'changed-on-disk';
  try {
    const bytes = unseal(sealed, vaultKey);
    const { record, signer } = openSigned(
      signersOf(identity),
      (key) => ({ record: open(bytes, key), signer: key }),
      (opened) => opened.record.time,
    );
    return equalBytes(record.pseudonym, identity.pseudonym)
      ? { record, signer, leaf: leafOf(bytes), signed: bytes }
      : 'not-ours';
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    if (error.code === 'decryption-failed') return 'not-opened';
    if (error.code === 'unsupported-version') return 'unknown-version';
    return error.code === 'bad-signature' ? 'bad-signature' : 'malformed';
  }
}

/** @param proof a `.tlog-proof` file, or why there is none */
function checkProof(
  proof: Uint8Array | ProofProblem,
  leaf: Uint8Array,
  policy: Policy,
): ShownProof | ProofProblem | 'proof-refused' {
  if (typeof proof === 'string') return proof;
  try {
    const parsed = parseProof(proof);
    const { checkpoint, cosigned } = verifyProof(parsed, leaf, policy);
    const seen = cosigned.size === 0 ? null : Math.min(...cosigned.values());
    return { index: parsed.index, size: checkpoint.size, witnesses: cosigned.size, seen };
  } catch (error) {
    if (error instanceof LogError) return 'proof-refused';
    throw error;
  }
}
