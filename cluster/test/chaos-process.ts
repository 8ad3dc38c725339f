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
export function runChaosProcess(...args: readonly string[]): Promise<ChaosRun> {
  return inFolder(async (folder) => {
    const child = start(folder, ['--chaos', '--json', ...args]);
    const [said, told, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (!said.startsWith('{')) throw new TypeError(`The run ended (${code}) without a document: ${told}`);
    return { code, document: JSON.parse(said), left: readdirSync(folder) };
  });
}

interface LiveRun {
  readonly code: number;
  /** On standard error, until it was interrupted. */
  readonly told: string;
  /** What stands in the folder for temporary files while it runs, and afterwards. */
  readonly stood: readonly string[];
  readonly left: readonly string[];
}

/** Runs the program until it tells how its parts are, and presses Ctrl-C. */
export function runLiveProcess(...args: readonly string[]): Promise<LiveRun> {
  return inFolder(async (folder) => {
    const child = start(folder, args);
    const closed = once(child, 'close');
    const heard: string[] = [];
    child.stderr.on('data', (part) => heard.push(String(part)));
    while (!heard.join('').includes('reads correct')) await Promise.race([once(child.stderr, 'data'), closed]);
    const stood = readdirSync(folder);
    child.kill('SIGINT');
    const [code] = await closed;
    return { code, told: heard.join(''), stood, left: readdirSync(folder) };
  });
}

function start(folder: string, args: readonly string[]) {
  const env = { ...process.env, TMPDIR: folder };
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'f4w-cluster-'));
  // PostgreSQL has an account of its own where this is root, which has to pass through.
  chmodSync(folder, 0o711);
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
