import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A process of this package. */
export interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly stderr: () => string;
  /** @returns the exit code, or the signal */
  kill(signal: NodeJS.Signals): Promise<number | string | null>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function spawnScript(script: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('FIT4WORK_')));
  return spawn(process.execPath, [DIST + script, ...args], {
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts a process and waits for the line by which it says that it listens. */
export async function startProcess(script: string, env: Readonly<Record<string, string>>): Promise<Running> {
  const child = spawnScript(script, [], env);
  let stdout = '';
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      const match = /^\{"event":"listening","port":([0-9]+)\}\n$/.exec(stdout);
      if (match !== null) resolve(Number(match[1]));
    });
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${stderr}`)));
  });
  const kill = async (signal: NodeJS.Signals): Promise<number | string | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
    return child.exitCode ?? child.signalCode;
  };
  return { child, port, stderr: () => stderr, kill };
}

/** Starts a process that is killed after so many milliseconds, wherever its start has got to by then. */
export async function killStarting(
  script: string,
  env: Readonly<Record<string, string>>,
  milliseconds: number,
): Promise<number | string | null> {
  const child = spawnScript(script, [], env);
  const exit = once(child, 'exit');
  child.stdout?.resume();
  child.stderr?.resume();
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  await exit;
  clearTimeout(timer);
  return child.exitCode ?? child.signalCode;
}

/** Runs a process to its end. */
export async function runToEnd(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawnScript(script, args, env);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}
