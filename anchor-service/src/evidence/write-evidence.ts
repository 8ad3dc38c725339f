import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatPath,
  parseSignedCheckpoint,
  parseSignedPolicyStatement,
  policyPath,
  type Relation,
  relationOf,
} from '@fit4work/protocol';
import { writeFolder } from '../adapters/durable-file.js';
import { aboutEvidence, aboutStatements } from './evidence-words.js';

/** What a log served of its policies: the text of the first, and the statements that followed it. */
interface Statements {
  readonly first: Uint8Array | undefined;
  readonly statements: readonly Uint8Array[];
}

/** What every bundle may have. */
interface WithPolicies {
  /** Where the keys of the log changed, by what they did: who judges may know another policy than the one that stood. */
  readonly policies?: Statements | undefined;
}

/** Two checkpoints as they were received, and the path between them where one is known (SPEC.md clause 15.11). */
interface CheckpointEvidence extends WithPolicies {
  readonly kind: 'checkpoints';
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** Two policy statements of one number as they were received (SPEC.md clause 15.18). */
interface StatementEvidence extends WithPolicies {
  readonly kind: 'statements';
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

export type Evidence = CheckpointEvidence | StatementEvidence;

/** The log that a case is against. */
export function originOf({ kind, a }: Evidence): string {
  return kind === 'checkpoints'
    ? parseSignedCheckpoint(a).checkpoint.origin
    : parseSignedPolicyStatement(a).statement.origin;
}

/** What the two of a case are to each other; of statements there is none but those that contradict each other. */
export function relationIn(evidence: Evidence): Relation {
  if (evidence.kind === 'statements') return 'contradictory';
  const [a, b] = [evidence.a, evidence.b].map((bytes) => parseSignedCheckpoint(bytes).checkpoint);
  return a === undefined || b === undefined ? 'undecided' : relationOf(a, b, evidence.path);
}

/** How the names of all cases against a log begin. */
export function folderStart(origin: string): string {
  return `${createHash('sha256').update(origin).digest('hex').slice(0, 16)}-`;
}

/**
 * Keeps the two below a folder, each case in a folder of its own that is there whole or not at all.
 * @param time Unix seconds
 * @returns the name of the case's folder
 */
export function writeEvidence(folder: string, evidence: Evidence, time: number): string {
  const shown = evidence.kind === 'checkpoints' ? checkpointFiles(evidence, time) : statementFiles(evidence, time);
  const files = new Map([...shown, ...policyFiles(evidence)]);
  const start = `${folderStart(originOf(evidence))}${time}`;
  let n = 0;
  while (existsSync(join(folder, `${start}-${n}`))) n += 1;
  writeFolder(join(folder, `${start}-${n}`), files);
  return `${start}-${n}`;
}

function checkpointFiles(evidence: CheckpointEvidence, time: number): Map<string, Uint8Array> {
  const { checkpoint: a } = parseSignedCheckpoint(evidence.a);
  const { checkpoint: b } = parseSignedCheckpoint(evidence.b);
  const relation = relationIn(evidence);
  const files = new Map<string, Uint8Array>([
    ['a.checkpoint', evidence.a],
    ['b.checkpoint', evidence.b],
    ['about.txt', Buffer.from(aboutEvidence({ a, b, relation, time }))],
  ]);
  if (evidence.path.length > 0 && a.size !== b.size) files.set('proof', formatPath(evidence.path));
  return files;
}

function statementFiles({ a, b }: StatementEvidence, time: number): Map<string, Uint8Array> {
  const { origin, number } = parseSignedPolicyStatement(a).statement;
  return new Map<string, Uint8Array>([
    ['a.statement', a],
    ['b.statement', b],
    ['about.txt', Buffer.from(aboutStatements({ origin, number, time }))],
  ]);
}

function policyFiles({ policies }: WithPolicies): (readonly [name: string, bytes: Uint8Array])[] {
  const { first, statements = [] } = policies ?? {};
  if (first === undefined || statements.length === 0) return [];
  return [first, ...statements].map((bytes, n) => [policyPath(n), bytes]);
}
