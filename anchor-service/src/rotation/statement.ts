import {
  assertContinues,
  cosign,
  encodeVkey,
  formatNote,
  formatPolicyStatement,
  formatSignatureLine,
  isSignatureOf,
  logKeyOf,
  type NoteSignature,
  type NoteSigner,
  type PinnedPolicy,
  type Policy,
  parsePolicy,
  parseSignedPolicyStatement,
  policyHash,
  quorumsMeet,
  type SignedNote,
  signNote,
  verifyNote,
  verifySuccession,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import { newestOf, type PolicyHistory, policiesOf } from './history.js';

/** A statement on its way through the hands that sign it: the log's key first, then witnesses in any order. */
export interface Draft {
  readonly note: SignedNote;
  readonly number: number;
  readonly policy: Policy;
}

/** Draws up the statement that ends a log's newest policy. @throws AnchorError `bad-statement`, LogError */
export function propose(
  history: PolicyHistory,
  { to, time, signers }: { readonly to: string; readonly time: number; readonly signers: readonly NoteSigner[] },
): Uint8Array {
  const before = newestOf(history);
  const text = formatPolicyStatement({
    origin: logKeyOf(before.policy).name,
    number: history.successors.length + 1,
    time,
    previous: policyHash(before.text),
    text: to,
  });
  const bytes = formatNote({ text, signatures: signers.map((signer) => signNote(text, signer)) });
  readDraft(history, bytes);
  return bytes;
}

/**
 * What whoever is asked to sign must know first: the statement ends the policy that stands, brings back none that stood
 * before, and is the log's own.
 * @throws AnchorError `bad-statement`, LogError
 */
export function readDraft(history: PolicyHistory, bytes: Uint8Array): Draft {
  const before = newestOf(history);
  const { note, statement } = parseSignedPolicyStatement(bytes);
  assertContinues(before, statement);
  if (policiesOf(history).some(({ text }) => text === statement.text)) {
    throw new AnchorError(
      'bad-statement',
      'The statement brings back a policy that stood before: add a comment to it.',
    );
  }
  verifyNote(note, logKeyOf(before.policy));
  return { note, number: statement.number, policy: parsePolicy(statement.text) };
}

/** Adds a key's own line to a statement: of the log, or of a witness of either policy. @throws AnchorError `bad-statement`, LogError */
export function addLine(
  history: PolicyHistory,
  bytes: Uint8Array,
  { signer, time }: { readonly signer: NoteSigner; readonly time: number },
): Uint8Array {
  const { note, policy } = readDraft(history, bytes);
  const vkey = encodeVkey(signer.key);
  const asked = [newestOf(history).policy, policy].flatMap(keysOf);
  if (!asked.includes(vkey)) {
    throw new AnchorError('bad-statement', `The statement asks nothing of the key ${vkey}: give one that it names.`);
  }
  const line = signer.key.type === 1 ? signNote(note.text, signer) : cosign(note.text, time, signer);
  const others = note.signatures.filter((each) => !isSignatureOf(signer.key, each));
  return formatNote({ text: note.text, signatures: [...others, line] });
}

/**
 * Unites copies of one statement that came back from those who signed it, the log's lines first.
 * @throws AnchorError `bad-statement` when they are not of one text, LogError naming who is missing
 */
export function unite(
  history: PolicyHistory,
  copies: readonly Uint8Array[],
): { number: number; statement: Uint8Array } {
  const notes = copies.map((copy) => readDraft(history, copy).note);
  const [first] = notes;
  if (first === undefined || notes.some(({ text }) => text !== first.text)) {
    throw new AnchorError('bad-statement', 'The files are not copies of one statement: give those of one proposal.');
  }
  const { policy } = readDraft(history, copies[0] ?? new Uint8Array(0));
  const lines = new Map<string, NoteSignature>();
  for (const line of notes.flatMap(({ signatures }) => signatures)) lines.set(formatSignatureLine(line), line);
  const logs = [newestOf(history).policy, policy].map(logKeyOf);
  const isOfLog = (line: NoteSignature): boolean => logs.some((key) => isSignatureOf(key, line));
  const all = [...lines.values()];
  const signatures = [...all.filter(isOfLog), ...all.filter((line) => !isOfLog(line))];
  const statement = formatNote({ text: first.text, signatures });
  return { number: verifySuccession(newestOf(history), statement).number, statement };
}

/** For whoever draws a policy up, signs it or takes it (SPEC.md clause 15.19). */
const APART =
  'warning: two quorums of the new policy need not have a witness in common, so that the log could show two pasts without one witness that lies (docs/rotation.md)';

/** What a statement changes, a line for each, for whoever is asked to sign; the quorum also where it stays. */
export function changesOf(before: Pick<PinnedPolicy, 'policy'>, after: Policy): string[] {
  const [oldLog, newLog] = [logKeyOf(before.policy), logKeyOf(after)].map(encodeVkey);
  const [oldQuorum, newQuorum] = [before.policy, after].map((policy) => quorumOf(policy, policy.quorum));
  return [
    ...(oldLog === newLog ? [] : [`the log's key becomes ${newLog}`]),
    ...witnessChanges(before.policy, after),
    oldQuorum === newQuorum ? `quorum stays ${oldQuorum}` : `quorum: ${oldQuorum} becomes ${newQuorum}`,
    ...(quorumsMeet(after) ? [] : [APART]),
  ];
}

function witnessChanges(before: Policy, after: Policy): string[] {
  const namesOf = ({ witnesses }: Policy) => new Map(witnesses.map(({ name, key }) => [encodeVkey(key), name]));
  const [oldNames, newNames] = [namesOf(before), namesOf(after)];
  return [
    ...[...oldNames].flatMap(([vkey, name]) => (newNames.has(vkey) ? [] : [`leaves: ${name} ${vkey}`])),
    ...[...newNames].flatMap(([vkey, name]) => {
      const old = oldNames.get(vkey);
      if (old === undefined) return [`comes in: ${name} ${vkey}`];
      // A quorum of the same names is then another one.
      return old === name ? [] : [`has another name: ${old} becomes ${name} ${vkey}`];
    }),
  ];
}

/** Groups in groups too: where a member asks for fewer, the quorum does. */
function quorumOf(policy: Policy, of: string): string {
  const group = policy.groups.find(({ name }) => name === of);
  if (group === undefined) return of;
  const members = group.members.map((member) => {
    const text = quorumOf(policy, member);
    return text === member ? text : `(${text})`;
  });
  return `${group.threshold} of ${members.join(', ')}`;
}

function keysOf({ logs, witnesses }: Policy): string[] {
  return [...logs, ...witnesses].map(({ key }) => encodeVkey(key));
}
