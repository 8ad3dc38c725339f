import { jsonLines } from '@fit4work/health-formats';
import {
  fromBase64Url,
  leafOf,
  openErasure,
  openErasureCertificate,
  openMessage,
  openProgramme,
  openRead,
  openRetirement,
  type Policy,
  parseProof,
  toBase64Url,
  toHex,
  verifyProof,
} from '@fit4work/protocol';
import { AgentError } from '../../error.js';
import { EXPORT_REFUSALS } from '../refusal-words/export-refusals.js';

/*
 * What was told to the employee and what the employee wrote, one a line: the record opened, for people, and as it was signed,
 * with the key that signed it and its `.tlog-proof`, for whoever checks.
 */

type Open = (bytes: Uint8Array, key: Uint8Array) => unknown;

const FORMS = {
  read: { file: 'reads', open: openRead },
  programme: { file: 'programmes', open: openProgramme },
  message: { file: 'messages', open: (bytes, key) => openMessage(bytes, 'coach', key) },
  'own-message': { file: 'messages', open: (bytes, key) => openMessage(bytes, 'person', key) },
  erasure: { file: 'erasures', open: openErasure },
  'erasure-certificate': { file: 'erasures', open: openErasureCertificate },
  retirement: { file: 'retirements', open: openRetirement },
} as const satisfies Readonly<Record<string, { readonly file: string; readonly open: Open }>>;

export type LetterLineKind = keyof typeof FORMS;

/** Files of `letters/`, without their ending. */
export const fileOf = (kind: LetterLineKind): string => FORMS[kind].file;
export const LETTER_FILES: readonly string[] = [...new Set(Object.values(FORMS).map(({ file }) => file))];

/** Keys that may have signed what is told, base64url. */
interface Signers {
  readonly coachApiKey: string;
  readonly formerCoachApiKeys: readonly string[];
  readonly identityKey: string;
}

export interface LetterLine {
  readonly kind: LetterLineKind;
  readonly signed: Uint8Array;
  /** Ed25519 public key that signed it. */
  readonly key: Uint8Array;
  /** A `.tlog-proof` file; undefined where none could be made. */
  readonly proof: Uint8Array | undefined;
}

/** What cannot be believed: nothing that it says is told, but that it came. */
export interface RefusedLine {
  readonly kind: LetterLineKind;
  readonly digest: Uint8Array;
  readonly problem: string;
}

export const writeLetterLine = (line: LetterLine | RefusedLine): string => {
  if ('problem' in line) return jsonLines([{ ...line, digest: toHex(line.digest) }]);
  const { kind, signed, key, proof } = line;
  return jsonLines([
    {
      ...{ kind, leaf: toHex(leafOf(signed)), record: shown(FORMS[kind].open(signed, key)) },
      ...{ signed: toBase64Url(signed), key: toBase64Url(key) },
      proof: proof === undefined ? null : toBase64Url(proof),
    },
  ]);
};

/** Bytes as hexadecimal digits. */
function shown(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shown(each)]));
}

const isKind = (kind: unknown): kind is LetterLineKind => typeof kind === 'string' && Object.hasOwn(FORMS, kind);

/**
 * Every signature, that what is shown is what was signed, and every proof.
 *
 * @param of the keys that may have signed: of the coach API and of the identity; an own message names that of its agent
 * @throws AgentError `unsound`; ProtocolError, LogError
 */
export function openLetterLines(
  text: string,
  of: Signers & { readonly policy: Policy },
): { readonly count: number; readonly proven: number } {
  let [count, proven] = [0, 0];
  for (const line of text.split('\n').slice(0, -1)) {
    const told: Readonly<Record<string, unknown>> = JSON.parse(line);
    if (!isKind(told.kind)) throw new AgentError('unsound', EXPORT_REFUSALS.letterUnknown);
    if ('problem' in told) continue;
    const key = signerOf(told.kind, told.key, of);
    const proof = told.proof === null ? undefined : fromBase64Url(String(told.proof));
    const signed = fromBase64Url(String(told.signed));
    const again = writeLetterLine({ kind: told.kind, signed, key: fromBase64Url(String(key)), proof });
    if (again !== `${line}\n`) throw new AgentError('unsound', EXPORT_REFUSALS.letterOther);
    count += 1;
    if (proof === undefined) continue;
    verifyProof(parseProof(proof), leafOf(signed), of.policy);
    proven += 1;
  }
  return { count, proven };
}

const isOwn = (kind: LetterLineKind): boolean => kind === 'erasure' || kind === 'retirement';

/** An own message names that of its agent, what came down one of the coach API's: the archive says which those are. */
function signerOf(kind: LetterLineKind, key: unknown, of: Signers): unknown {
  if (kind === 'own-message') return key;
  if (isOwn(kind)) return of.identityKey;
  return of.formerCoachApiKeys.find((former) => former === key) ?? of.coachApiKey;
}
