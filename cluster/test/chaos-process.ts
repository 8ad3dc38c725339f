import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { ChaosDocument } from '../src/run-chaos.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

interface ChaosRun {
  readonly code: number;
  readonly document: ChaosDocument;
  /** What stands in the folder for temporary files afterwards. */
  readonly left: readonly string[];
}

/** Runs the program with `--chaos --json` to its end, in a folder of its own. @throws where it says no document */
export async function runChaosProcess(...args: readonly string[]): Promise<ChaosRun> {
  const folder = mkdtempSync(join(tmpdir(), 'f4w-cluster-'));
  // PostgreSQL has an account of its own where this is root, which has to pass through.
  chmodSync(folder, 0o711);
  try {
    const child = spawn(process.execPath, [MAIN, '--chaos', '--json', ...args], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (!said.startsWith('{')) throw new TypeError(`The run ended (${code}) without a document: ${told}`);
    return { code, document: JSON.parse(said), left: readdirSync(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
