import { toHex } from '../bytes.js';
import { verifyCosignature } from './cosignature.js';
import { LogError } from './error.js';
import { type NoteKey, parseVkey } from './note-key.js';
import type { SignedNote } from './signed-note.js';
import { readDecimal } from './text.js';

export interface PolicyLog {
  readonly key: NoteKey;
  readonly url: string | undefined;
}

export interface PolicyWitness {
  /** The name within the policy, which need not be the key's. */
  readonly name: string;
  readonly key: NoteKey;
  readonly url: string | undefined;
}

export interface PolicyGroup {
  readonly name: string;
  /** How many members must have cosigned, at least 1. */
  readonly threshold: number;
  readonly members: readonly string[];
}

/** Whom to believe about a log: its key, its witnesses, and how many of them. @source C2SP tlog-policy; SPEC.md clause 15.8 */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Name of the witness or group that must have cosigned, or `none`. */
  readonly quorum: string;
}

interface Draft {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  /** Origins of the logs. */
  readonly origins: Set<string>;
  /** Types and public keys, so that no key stands for two. */
  readonly keys: Set<string>;
  /** Names of witnesses and groups. */
  readonly names: Set<string>;
  /** Those of them that are in a group. */
  readonly taken: Set<string>;
  quorum: string | undefined;
}

const MAX_POLICY_CHARACTERS = 64 * 1024;

/**
 * Reads a policy file.
 * @throws LogError `malformed-policy` naming the line, or `malformed-key`
 * @source C2SP tlog-policy
 */
export function parsePolicy(text: string): Policy {
  if (text.length > MAX_POLICY_CHARACTERS) throw new LogError('malformed-policy', 'The policy has more than 64 KiB.');
  if ([...text].some((char) => (char < ' ' && char !== '\n' && char !== '\t') || char === '\u007f')) {
    throw new LogError('malformed-policy', 'The policy has a control character.');
  }
  const draft = emptyDraft();
  for (const [i, line] of text.split('\n').entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length > 0 && words[0]?.startsWith('#') !== true) readLine(draft, words, i + 1);
  }
  const { logs, witnesses, groups, quorum } = draft;
  if (quorum === undefined) throw new LogError('malformed-policy', 'The policy has no quorum line.');
  return Object.freeze({ logs, witnesses, groups, quorum });
}

function emptyDraft(): Draft {
  const sets = { origins: new Set<string>(), keys: new Set<string>(), names: new Set<string>() };
  return { logs: [], witnesses: [], groups: [], ...sets, taken: new Set(), quorum: undefined };
}

function readLine(draft: Draft, words: readonly string[], at: number): void {
  const [keyword, ...rest] = words;
  if (keyword === 'log') readLog(draft, rest, at);
  else if (keyword === 'witness') readWitness(draft, rest, at);
  else if (keyword === 'group') readGroup(draft, rest, at);
  else if (keyword === 'quorum') readQuorum(draft, rest, at);
  else throw bad(at, 'begins with an unknown word');
}

function readLog(draft: Draft, [vkey, url, ...more]: readonly string[], at: number): void {
  if (vkey === undefined || more.length > 0) throw bad(at, 'is not "log <vkey> [url]"');
  const key = parseVkey(vkey);
  if (key.type !== 1) throw bad(at, 'names a log key that is not of type 1');
  if (!isNew(draft.keys, keyOf(key))) throw bad(at, 'names the key of a log a second time');
  // A checkpoint finds its key by its origin: of two keys the second would never be looked at.
  if (!isNew(draft.origins, key.name)) throw bad(at, 'names a log a second time, with another key');
  draft.logs.push({ key, url });
}

function readWitness(draft: Draft, [name, vkey, url, ...more]: readonly string[], at: number): void {
  if (name === undefined || vkey === undefined || more.length > 0)
    throw bad(at, 'is not "witness <name> <vkey> [url]"');
  const key = parseVkey(vkey);
  if (key.type !== 4) throw bad(at, 'names a witness key that is not of type 4');
  if (!isNew(draft.keys, keyOf(key))) throw bad(at, 'names the key of a witness a second time');
  define(draft, name, at);
  draft.witnesses.push({ name, key, url });
}

function readGroup(draft: Draft, [name, rule, ...members]: readonly string[], at: number): void {
  if (name === undefined || rule === undefined || members.length === 0) {
    throw bad(at, 'is not "group <name> all|any|<k> <member>…"');
  }
  for (const member of members) {
    if (!draft.names.has(member)) throw bad(at, 'has a member that is not defined above it');
    if (!isNew(draft.taken, member)) throw bad(at, 'has a member that is in a group already');
  }
  define(draft, name, at);
  const threshold = rule === 'all' ? members.length : rule === 'any' ? 1 : readDecimal(rule, 'malformed-policy');
  if (threshold < 1 || threshold > members.length) throw bad(at, 'asks for more members than it has, or for none');
  draft.groups.push({ name, threshold, members });
}

function readQuorum(draft: Draft, [name, ...more]: readonly string[], at: number): void {
  if (name === undefined || more.length > 0) throw bad(at, 'is not "quorum <name>|none"');
  if (draft.quorum !== undefined) throw bad(at, 'is a second quorum line');
  if (name !== 'none' && !draft.names.has(name)) throw bad(at, 'names what is not defined above it');
  draft.quorum = name;
}

function define(draft: Draft, name: string, at: number): void {
  if (name === 'none' || !isNew(draft.names, name)) throw bad(at, 'defines a name that is taken');
}

/** Adds to a set what is not in it yet, and says whether it was not: a list would be searched for every line. */
function isNew(known: Set<string>, one: string): boolean {
  return known.size < known.add(one).size;
}

const keyOf = ({ type, publicKey }: NoteKey): string => `${type} ${toHex(publicKey)}`;

function bad(at: number, what: string): LogError {
  return new LogError('malformed-policy', `Line ${at} of the policy ${what}.`);
}

/**
 * Whether these witnesses, by their names in the policy, satisfy its quorum.
 * @source C2SP tlog-policy, Defining the quorum
 */
export function isQuorum(policy: Policy, cosigned: ReadonlySet<string>): boolean {
  if (policy.quorum === 'none') return true;
  const known = new Set(policy.witnesses.map((witness) => witness.name));
  const satisfied = new Set([...cosigned].filter((name) => known.has(name)));
  // A group names only what stands above it, so one pass in the order of the file settles all.
  for (const group of policy.groups) {
    const count = group.members.filter((member) => satisfied.has(member)).length;
    if (count >= group.threshold) satisfied.add(group.name);
  }
  return satisfied.has(policy.quorum);
}

/**
 * Witnesses of the policy whose cosignature on the note verifies: name to time of the cosignature in Unix seconds.
 * @throws LogError `bad-signature` when a known witness's line does not verify
 * @source C2SP tlog-cosignature
 */
export function cosignedBy(policy: Policy, note: SignedNote): Map<string, number> {
  const found = new Map<string, number>();
  for (const witness of policy.witnesses) {
    const time = verifyCosignature(note, witness.key);
    if (time !== undefined) found.set(witness.name, time);
  }
  return found;
}
