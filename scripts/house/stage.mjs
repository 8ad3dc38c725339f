import { spawn } from 'node:child_process';
import { Stop } from './stop.mjs';

/**
 * Shows one line a stage on standard error: what is happening now and, once it is over, how long it took.
 * Standard output stays clean for machines.
 * @template T
 * @param {string} name @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function stage(name, work) {
  const started = performance.now();
  process.stderr.write(`setup: ${name} …`);
  let outcome = 'failed';
  try {
    const result = await work();
    outcome = 'done';
    return result;
  } finally {
    process.stderr.write(` ${outcome} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
  }
}

/**
 * Runs a program with its output hidden and kept.
 * @param {string} command @param {readonly string[]} args @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {string[]} */
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk) => chunks.push(chunk));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output: chunks.join('') }));
  });
}

/**
 * Runs a program that has to succeed; if it does not, shows everything that it printed and then the sentence.
 * @param {readonly string[]} command @param {string} sentence @param {import('node:child_process').SpawnOptions} [options]
 */
export async function mustRun(command, sentence, options) {
  const [program = '', ...args] = command;
  const result = await capture(program, args, options).catch((error) => ({ code: 1, output: String(error) }));
  if (result.code !== 0) throw new Stop(sentence, result.output);
}

/**
 * Runs a program in the foreground, sharing this terminal, and gives its exit code. An interrupt from the terminal
 * reaches the child by itself, since both are in the foreground; any other signal is handed on. Either way this
 * process stays until the child has ended, so that nothing outlives it.
 * @param {string} command @param {readonly string[]} args @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>}
 */
export function foreground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const handOn = (/** @type {NodeJS.Signals} */ signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, handOn);
    const finish = () => {
      for (const signal of signals) process.off(signal, handOn);
    };
    child.on('error', (error) => {
      finish();
      reject(error);
    });
    child.on('close', (code, signal) => {
      finish();
      resolve(code ?? 128 + (signalNumbers.get(signal ?? '') ?? 0));
    });
  });
}

const signalNumbers = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGKILL', 9],
  ['SIGSEGV', 11],
  ['SIGTERM', 15],
]);
