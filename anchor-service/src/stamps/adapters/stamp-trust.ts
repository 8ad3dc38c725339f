import { readFileSync } from 'node:fs';
import { AnchorError } from '../../error.js';
import { parseBlockHeaders } from '../core/block-headers.js';
import { StampError } from '../error.js';
import type { StampTrust } from '../stamp-report.js';
import { readCertificates } from './certificates.js';
import { stampVerifier } from './rfc3161-response.js';

export interface StampTrustFiles {
  /** Certificates that chains may end in, PEM. */
  readonly caFiles: readonly string[];
  /** Policies that are accepted; all when empty. */
  readonly policies?: readonly string[];
  /** Headers of Bitcoin blocks. */
  readonly headersFile?: string | undefined;
}

/** Reads whom to believe about time. @throws AnchorError `bad-config` naming the file */
export function readStampTrust({ caFiles, policies = [], headersFile }: StampTrustFiles): StampTrust {
  const trusted = caFiles.flatMap(readCertificates);
  return {
    verify: trusted.length === 0 ? undefined : stampVerifier(trusted),
    policies,
    headers: headersFile === undefined ? undefined : readHeaders(headersFile),
  };
}

function readHeaders(file: string): StampTrust['headers'] {
  try {
    return parseBlockHeaders(readFileSync(file, 'latin1'));
  } catch (cause) {
    const why = cause instanceof StampError ? cause.message : 'Give a readable file.';
    throw new AnchorError('bad-config', `The file of block headers ${file} cannot be used. ${why}`, { cause });
  }
}
