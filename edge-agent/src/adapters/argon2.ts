import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/* Argon2id with the second recommended parameters of RFC 9106: 64 MiB, three passes. Only libsodium's sumo build has it, and
 * what its WebAssembly once took it never gives back: it lives in a thread of its own, for as long as one key takes. */
const MEMORY = 64 * 1024 * 1024;
const PASSES = 3;
const KEY = 32;

const require = createRequire(import.meta.url);
const SODIUM = pathToFileURL(require.resolve('libsodium-wrappers-sumo')).href;

const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
const { from, key, passphrase, salt, passes, memory } = workerData;
import(from).then(async ({ default: sodium }) => {
  await sodium.ready;
  const kind = sodium.crypto_pwhash_ALG_ARGON2ID13;
  parentPort.postMessage(sodium.crypto_pwhash(key, passphrase, salt, passes, memory, kind));
});`;

/** A key of 32 bytes out of a passphrase. */
export async function argon2(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  const workerData = { from: SODIUM, key: KEY, passphrase, salt, passes: PASSES, memory: MEMORY };
  const worker = new Worker(SCRIPT, { eval: true, execArgv: [], workerData });
  try {
    // What goes wrong in the thread is thrown here.
    const [key] = await once(worker, 'message');
    return new Uint8Array(key);
  } finally {
    await worker.terminate();
  }
}
