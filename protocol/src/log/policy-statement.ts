import { equalBytes } from '../bytes.js';
import { sha256 } from '../hasher.js';
import { verifyCosignature } from './cosignature.js';
import { LogError } from './error.js';
import { encodeVkey, type NoteKey } from './note-key.js';
import { cosignedBy, isQuorum, type Policy, parsePolicy } from './policy.js';
import { parseNote, type SignedNote, verifyNote } from './signed-note.js';
import { readDecimal, readHash, textBytes, writeBase64 } from './text.js';

/** What a log says when its policy gives way to another. @source SPEC.md clause 15.13 */
export interface PolicyStatement {
  /** Of the log; the same before and after. */
  readonly origin: string;
  /** 1 for the first change; the policy before it has number 0. */
  readonly number: number;
  /** When it was drawn up, Unix seconds, not 0. */
  readonly time: number;
  /** SHA-256 of the text of the policy that gives way, 32 bytes. */
  readonly previous: Uint8Array;
  /** The text of the policy that takes its place. */
  readonly text: string;
}

/** A policy that somebody believes. */
export interface PinnedPolicy {
  /** Exactly as it was given: statements name the SHA-256 of it. */
  readonly text: string;
  /** Names exactly one log. */
  readonly policy: Policy;
  /** Which policy of its log it is, 0 the first; `undefined` when whoever gave it did not say. */
  readonly number: number | undefined;
}

/** A policy that took the place of another by a statement. */
export interface PolicySuccessor extends PinnedPolicy {
  readonly number: number;
  /** When the statement was drawn up, Unix seconds. */
  readonly time: number;
  /** Of the statement, 32 bytes: it must be proven in the log before the policy is believed. */
  readonly leaf: Uint8Array;
}

/** To the end of the year 9999 (SPEC.md clause 1.3). */
const LAST_TIME = 253_402_300_799;

/** SHA-256 of the text of a policy, by which a statement names the one that gives way. @source SPEC.md clause 15.13 */
export function policyHash(text: string): Uint8Array {
  return sha256(textBytes(text));
}

/**
 * Writes the text that is signed.
 * @throws LogError `malformed-statement` or `malformed-policy` for what a reader would refuse
 * @source SPEC.md clause 15.13
 */
export function formatPolicyStatement({ origin, number, time, previous, text }: PolicyStatement): string {
  const head = [origin, `policy ${number}`, `time ${time}`, `previous ${writeBase64(previous)}`];
  const whole = `${head.join('\n')}\n${text}`;
  parsePolicyStatement(whole);
  return whole;
}

/**
 * Reads the text of a statement; verifies nothing. The second line is never a number, so that no text is both a statement
 * and a checkpoint: the same keys sign the two.
 * @throws LogError `malformed-statement`, and as `parsePolicy`
 * @source SPEC.md clause 15.13
 */
export function parsePolicyStatement(text: string): PolicyStatement {
  const [origin = '', number = '', time = '', previous = '', ...policy] = text.split('\n');
  if (policy.length === 0 || !text.endsWith('\n') || text.includes('\t')) {
    throw malformed('is not four lines and a policy, or has a tab, or does not end with a newline');
  }
  const statement = {
    origin,
    number: readDecimal(after('policy ', number), 'malformed-statement'),
    time: readDecimal(after('time ', time), 'malformed-statement'),
    previous: readHash(after('previous ', previous), 'malformed-statement'),
    text: policy.join('\n'),
  };
  if (statement.number < 1 || statement.time < 1 || statement.time > LAST_TIME) {
    throw malformed('has a number below 1, or a time that is 0 or after the year 9999');
  }
  if (logKeyOf(parsePolicy(statement.text)).name !== origin) throw malformed('is of another log than its policy');
  return Object.freeze(statement);
}

/** Reads a signed statement; verifies no signature. @throws LogError `malformed-note`, and as `parsePolicyStatement` */
export function parseSignedPolicyStatement(bytes: Uint8Array): { note: SignedNote; statement: PolicyStatement } {
  const note = parseNote(bytes);
  return { note, statement: parsePolicyStatement(note.text) };
}

/**
 * Pins a policy that came from somebody who is believed.
 * @param number which policy of its log it is, if that is known
 * @throws LogError `malformed-policy`, also unless it names exactly one log, `malformed-key`
 */
export function pinPolicy(text: string, number?: number): PinnedPolicy {
  const policy = parsePolicy(text);
  logKeyOf(policy);
  return { text, policy, number };
}

/**
 * Verifies that a policy gives way to another: the statement names the one that is believed, and everybody signed who must.
 * The policy is to be believed only when the statement's leaf is proven in the log besides (SPEC.md clause 15.15).
 * @param statement the note, as it is published
 * @throws LogError `malformed-note`, `malformed-statement`, `malformed-policy`, `malformed-key`; `wrong-succession` when the
 * statement does not continue the policy; `bad-signature` when the log's old or new key or a new witness did not sign;
 * `quorum-not-met` when too few of the old policy's witnesses cosigned it
 * @source SPEC.md clause 15.14
 */
export function verifySuccession(previous: PinnedPolicy, statement: Uint8Array): PolicySuccessor {
  const { note, statement: said } = parseSignedPolicyStatement(statement);
  const policy = parsePolicy(said.text);
  assertContinues(previous, said);
  assertSigned(previous.policy, policy, note);
  return { text: said.text, policy, number: said.number, time: said.time, leaf: sha256(statement) };
}

/**
 * What whoever is asked to sign looks at first: the statement takes up where the policy that it believes ends.
 * @throws LogError `wrong-succession`, and as `parsePolicy`
 * @source SPEC.md clause 15.14
 */
export function assertContinues(previous: PinnedPolicy, said: PolicyStatement): void {
  if (said.origin !== logKeyOf(previous.policy).name) throw wrong('is of another log');
  if (previous.number !== undefined && said.number !== previous.number + 1) throw wrong('has another number');
  if (!equalBytes(said.previous, policyHash(previous.text))) throw wrong('follows another policy');
  if (said.text === previous.text) throw wrong('changes nothing');
  // Nobody could hold the log to account any more, and no later statement would need anybody but the log.
  if (previous.policy.quorum !== 'none' && parsePolicy(said.text).quorum === 'none')
    throw wrong('gives up the witnesses');
}

function assertSigned(previous: Policy, next: Policy, note: SignedNote): void {
  verifyNote(note, logKeyOf(previous));
  // Whoever enters shows that it has its key.
  verifyNote(note, logKeyOf(next));
  if (!isQuorum(previous, new Set(cosignedBy(previous, note).keys()))) {
    throw new LogError('quorum-not-met', 'The statement is not cosigned by a quorum of the policy that gives way.');
  }
  const known = new Set(previous.witnesses.map(({ key }) => encodeVkey(key)));
  for (const { key } of next.witnesses) {
    if (verifyCosignature(note, key) === undefined && !known.has(encodeVkey(key))) {
      throw new LogError('bad-signature', 'The statement is not cosigned by a witness that it brings in.');
    }
  }
}

/** @throws LogError `malformed-policy` unless the policy names exactly one log */
export function logKeyOf({ logs }: Policy): NoteKey {
  const [log, ...more] = logs;
  if (log === undefined || more.length > 0) {
    throw new LogError('malformed-policy', 'The policy of a log names exactly one log.');
  }
  return log.key;
}

function after(word: string, line: string): string {
  if (!line.startsWith(word)) throw malformed(`has no line that begins with "${word}" in its place`);
  return line.slice(word.length);
}

function malformed(what: string): LogError {
  return new LogError('malformed-statement', `The policy statement ${what}.`);
}

function wrong(what: string): LogError {
  return new LogError('wrong-succession', `The policy statement ${what}.`);
}
