import { readFileSync, statSync } from 'node:fs';
import { type PolicyFile, readPolicy } from '../adapters/policy-file.js';
import { AnchorError } from '../error.js';
import { FindingError } from './finding-error.js';

/** The policy file that a command line names. @throws FindingError `bad-policy` */
export function policyOf(file: string): PolicyFile {
  try {
    return readPolicy(file);
  } catch (error) {
    if (!(error instanceof AnchorError)) throw error;
    throw new FindingError({ kind: 'bad-policy', path: file, detail: error.message }, error);
  }
}

const MAX_GIVEN_BYTES = 64 * 1024 * 1024;

/** A file that a command line names, of 64 MiB at most. @throws FindingError `bad-file` */
export function readGiven(file: string): Uint8Array {
  try {
    if (statSync(file).size > MAX_GIVEN_BYTES) throw new TypeError('more than 64 MiB');
    return new Uint8Array(readFileSync(file));
  } catch (cause) {
    throw new FindingError(
      { kind: 'bad-file', path: file, detail: 'It cannot be read, or has more than 64 MiB.' },
      cause,
    );
  }
}
