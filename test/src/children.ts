import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A program that a suite runs: what it said so far, and how it ended. */
export interface Child {
  readonly process: ChildProcess;
  /** Standard output and standard error together, line by line. */
  readonly lines: readonly string[];
  /** Settles at the first such line; rejects when the program ends without one. */
  said(pattern: RegExp): Promise<string>;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

/** Runs a program whose end the test waits for, or that `stop` ends. */
export const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Child =>
  heard(program, spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));

/** As {@link run}, for whoever types something at it. */
export const runWithInput = (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Child =>
  heard(program, spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] }));

function heard(program: string, child: ChildProcessByStdio<Writable | null, Readable, Readable>): Child {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const hear = (): void => {
    for (const look of waiting) look();
  };
  const read = (stream: Readable): Promise<unknown> => {
    const reader = createInterface(stream).on('line', (line) => {
      lines.push(line);
      hear();
    });
    return once(reader, 'close');
  };
  const streams = [read(child.stdout), read(child.stderr)];
  const exited = new Promise<number | null>((resolve, reject) => child.on('exit', resolve).on('error', reject));
  const ended = Promise.all([exited, ...streams]).then(([code]) => code);
  const said = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = lines.find((each) => pattern.test(each));
        if (line === undefined) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      look();
      ended.then(() => reject(new Error(`${program} ended without ${pattern}: ${lines.join(' | ')}`)), reject);
    });
  return { process: child, lines, said, ended };
}

export async function stop(child: Child | undefined): Promise<void> {
  child?.process.kill();
  await child?.ended;
}

/** A port that was free a moment ago, for a program that cannot choose one itself. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
