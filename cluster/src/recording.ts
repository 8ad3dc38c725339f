import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptNote } from './audit.js';
import type { Found } from './core/facts.js';
import type { JudgedRead } from './judging.js';

/** Everything that the verdict on a run is made of, but the files of its log, which stand beside it. */
export interface RecordedRun extends Omit<Found, 'log' | 'witnessesAgree'> {
  readonly policy: string;
  /** What each witness keeps as its last, as text. */
  readonly notes: readonly (Omit<KeptNote, 'kept'> & { readonly kept: string })[];
  /** One that was right. */
  readonly read: JudgedRead | undefined;
}

export interface RecordingOptions {
  readonly folder: string;
  /** Folder of the log. */
  readonly log: string;
  readonly run: RecordedRun;
}

/** Keeps what a verdict was made of, so that it can be made again, and what would be another one be seen. */
export function recordRun({ folder, log, run }: RecordingOptions): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(log, join(folder, 'log'), { recursive: true });
  writeFileSync(join(folder, 'run.json'), `${JSON.stringify(run)}\n`);
}
