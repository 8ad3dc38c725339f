import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { utf8, wipe } from '@fit4work/protocol';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';

/*
 * Argon2id with the second recommended parameters of RFC 9106: 64 MiB, three passes. Only libsodium's sumo build has it, what
 * its WebAssembly once took it never gives back, and of a thread that ended 14 to 20 MiB stay with the process: it lives in a
 * process of its own, for as long as one key takes. Salt and passphrase go through a pipe, where no list of processes shows them.
 */
const MEMORY = 64 * 1024 * 1024;
const PASSES = 3;
const KEY = 32;
const SALT = 16;

const require = createRequire(import.meta.url);
/** Status with which the process says that it found no memory. */
const NO_MEMORY = 3;
const SODIUM = pathToFileURL(require.resolve('libsodium-wrappers-sumo')).href;

const SCRIPT = `
import { buffer } from 'node:stream/consumers';
import sodium from '${SODIUM}';
await sodium.ready;
const asked = new Uint8Array(await buffer(process.stdin));
const [salt, passphrase] = [asked.subarray(0, ${SALT}), asked.subarray(${SALT})];
const kind = sodium.crypto_pwhash_ALG_ARGON2ID13;
const derived = () => {
  try {
    return sodium.crypto_pwhash(${KEY}, passphrase, salt, ${PASSES}, ${MEMORY}, kind);
  } catch {
    process.exit(${NO_MEMORY});
  }
};
process.stdout.write(derived());`;

/**
 * A key of 32 bytes out of a passphrase.
 *
 * @param salt 16 bytes
 * @param program that makes it: Node
 * @throws AgentError `no-memory` where the machine has none for it, `passphrase-untried` where its process did not begin or ended
 */
export async function argon2(
  passphrase: string,
  salt: Uint8Array,
  program: string = process.execPath,
): Promise<Uint8Array> {
  const asked = new Uint8Array([...salt, ...utf8(passphrase)]);
  try {
    return await derive(asked, program);
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    throw new AgentError('passphrase-untried', ENROL_REFUSALS.passphraseProgram, { cause });
  } finally {
    wipe(asked);
  }
}

/** @throws whatever the process could not do; of what it says of it nothing is told, since it could quote what it was given */
async function derive(asked: Uint8Array, program: string): Promise<Uint8Array> {
  const child = spawn(program, ['--input-type=module', '--eval', SCRIPT], {
    stdio: ['pipe', 'pipe', 'ignore'],
    // It needs nothing of where the agent was started, and what is set there must not change what it does.
    ...{ cwd: '/', env: {} },
  });
  // Who ended before all was read says so by its status.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close');
  child.stdin.end(asked);
  const [key, [status]] = await Promise.all([buffer(child.stdout), ended]);
  if (status === 0 && key.length === KEY) return new Uint8Array(key);
  if (status === NO_MEMORY) throw new AgentError('no-memory', ENROL_REFUSALS.passphraseUntried);
  throw new RangeError('no key was made');
}
