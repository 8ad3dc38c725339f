import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { COMMAND_REFUSALS } from '../core/refusal-words/command-refusals.js';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { VAULT_REFUSALS } from '../core/refusal-words/vault-refusals.js';
import { AgentError } from '../error.js';

/** By what a system says that a folder is not one to keep something in: of its path and of rights. */
const UNUSABLE = /^E(?:EXIST|NOTDIR|NOENT|ACCES|PERM|ROFS|ISDIR|LOOP|NAMETOOLONG|INVAL)$/;

/**
 * Opens what is in the folder of the vault.
 *
 * @param make whether it is made if it is not there, for its owner alone; who only looks leaves nothing behind
 * @throws AgentError `bad-configuration` where it is no folder or may not be used, `not-enrolled` where it is not there and not
 *   made, `disk-full`, and as `open` does
 */
export function inStateFolder<T>(path: string, open: () => T, make = true): T {
  try {
    if (make || existsSync(path)) makeFolder(resolve(path));
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return open();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOENT' && !make) throw new AgentError('not-enrolled', ENROL_REFUSALS.notEnrolled, { cause });
    if (code === 'ENOSPC') throw new AgentError('disk-full', VAULT_REFUSALS.diskFull, { cause });
    if (cause instanceof AgentError || !UNUSABLE.test(code)) throw cause;
    throw new AgentError('bad-configuration', COMMAND_REFUSALS.stateFolder(path, code), { cause });
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** One folder after the other: where no folder can be made, as under `/proc`, Node's own recursion does not end. */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another command may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}
