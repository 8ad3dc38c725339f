import { accessSync, constants, lstatSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plan } from './core/plan.js';
import { SimError } from './error.js';

/** Before anything is started. @throws SimError `bad-keys` if there is such a file already, or it cannot be made. */
export function refuseKeysFile(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })) throw exists(file);
  try {
    accessSync(dirname(file), constants.W_OK);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/**
 * The keys by address, in a file of its own that only its owner may read: one that exists keeps its mode, and may be
 * anybody's. @throws SimError `bad-keys`
 */
export function writeKeys(file: string, { wearables }: Plan): void {
  const keys = wearables.flatMap(({ address, authKey }) =>
    authKey ? [[address, Buffer.from(authKey).toString('hex')] as const] : [],
  );
  try {
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(keys), null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? exists(file) : unwritable(file, cause);
  }
}

const exists = (file: string): SimError =>
  new SimError('bad-keys', `The file of keys ${file} exists already; name another.`);

const unwritable = (file: string, cause: unknown): SimError =>
  new SimError('bad-keys', `The file of keys ${file} cannot be written; name one that you may write.`, cause);
