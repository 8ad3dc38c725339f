import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatPath, parseSignedCheckpoint, relationOf } from '@fit4work/protocol';
import { writeFolder } from '../adapters/durable-file.js';
import { aboutEvidence } from './evidence-words.js';

/** Two checkpoints as they were received, and the path between them where one is known (SPEC.md clause 15.11). */
export interface Evidence {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * Keeps two checkpoints below a folder, each case in a folder of its own that is there whole or not at all.
 * @param time Unix seconds
 * @returns the name of the case's folder
 */
export function writeEvidence(folder: string, evidence: Evidence, time: number): string {
  const { checkpoint: a } = parseSignedCheckpoint(evidence.a);
  const { checkpoint: b } = parseSignedCheckpoint(evidence.b);
  const relation = relationOf(a, b, evidence.path);
  const files = new Map<string, Uint8Array>([
    ['a.checkpoint', evidence.a],
    ['b.checkpoint', evidence.b],
    ['about.txt', Buffer.from(aboutEvidence({ a, b, relation, time }))],
  ]);
  if (evidence.path.length > 0 && a.size !== b.size) files.set('proof', formatPath(evidence.path));
  const start = `${createHash('sha256').update(a.origin).digest('hex').slice(0, 16)}-${time}`;
  let n = 0;
  while (existsSync(join(folder, `${start}-${n}`))) n += 1;
  writeFolder(join(folder, `${start}-${n}`), files);
  return `${start}-${n}`;
}
