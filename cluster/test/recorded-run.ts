import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspectLog } from '@fit4work/demo';
import { witnessesAgree } from '../src/audit.js';
import { type Found, factsOf } from '../src/core/facts.js';
import { type Checks, checksOf } from '../src/core/verdict.js';
import { isReadRight, type JudgedRead } from '../src/judging.js';
import type { RecordedRun } from '../src/recording.js';

/** A run with `--chaos --record`, as one file: `run.json`, and the files of its log in base64. */
interface RecordedFile {
  readonly run: RecordedRun & { readonly read: JudgedRead };
  readonly log: Readonly<Record<string, string>>;
}

const FILE = new URL('./recorded-run.json', import.meta.url);

/** What was found in a real run, of which anything can be changed before it is judged. */
export class Recorded {
  readonly run: RecordedFile['run'];
  readonly files: Map<string, Buffer>;

  constructor() {
    const { run, log }: RecordedFile = JSON.parse(readFileSync(FILE, 'utf8'));
    this.run = run;
    this.files = new Map(Object.entries(log).map(([path, bytes]) => [path, Buffer.from(bytes, 'base64')]));
  }

  /** As a run judges it: the log from its files on, what witnesses keep, an answer to the coach. @param change of what was found */
  async checks(change: (found: Found) => Partial<Found> = () => ({})): Promise<Checks> {
    const folder = mkdtempSync(join(tmpdir(), 'f4w-recorded-'));
    try {
      for (const [path, bytes] of this.files) write(join(folder, path), bytes);
      const { policy, notes, read, ...run } = this.run;
      const kept = notes.map((note) => ({ ...note, kept: new TextEncoder().encode(note.kept) }));
      const found: Found = {
        ...run,
        log: await inspectLog(folder, policy, () => undefined),
        witnessesAgree: await witnessesAgree(folder, policy, kept),
        reads: { ...run.reads, wrong: run.reads.wrong + (isReadRight(read) ? 0 : 1) },
      };
      return checksOf(factsOf({ ...found, ...change(found) }));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

function write(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
