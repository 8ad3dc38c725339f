import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly said: string;
}

const envOf = (folder: string): Record<string, string> => ({ PATH: process.env.PATH ?? '', TMPDIR: folder });

/** Runs the program to its end, with everything temporary in a folder. */
export function runProgram(folder: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...args], { env: envOf(folder) }, (_, output, said) => {
      resolve({ code: child.exitCode ?? -1, output, said });
    });
  });
}

export const spawnProgram = (folder: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [PROGRAM, ...args], { env: envOf(folder), stdio: ['ignore', 'ignore', 'pipe'] });

/** Settles when the program has said so on standard error. */
export function said(child: ChildProcess, words: string): Promise<void> {
  let all = '';
  return new Promise((resolve) => {
    child.stderr?.on('data', (part: Buffer) => {
      all += String(part);
      if (all.includes(words)) resolve();
    });
  });
}

/** Sends a signal, and settles with how the program ended. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<readonly unknown[]> {
  const exit = once(child, 'exit');
  child.kill(signal);
  return exit;
}

/** Processes that a process started and that live (Linux). */
export const startedBy = (child: ChildProcess): readonly string[] =>
  readdirSync('/proc').filter((id) => /^\d+$/.test(id) && parentOf(id) === String(child.pid));

export const isAlive = (id: string): boolean => parentOf(id) !== undefined;

function parentOf(id: string): string | undefined {
  try {
    // The name may hold spaces and brackets: what is counted comes after its last one.
    return readFileSync(`/proc/${id}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[1];
  } catch {
    return undefined;
  }
}
