import type { CsvName } from './csv.js';

/* Where things stand in an archive. */

export const README_NAME = 'README.txt';
export const IDENTITY_NAME = 'proofs/identity.json';
export const POLICY_NAME = 'proofs/policy';
export const CHECKPOINT_NAME = 'proofs/checkpoint';

export const consentName = (id: string): string => `proofs/consent/${id}.jws`;
export const consentProofName = (id: string): string => `proofs/consent/${id}.tlog-proof`;
/** @param first place of the first envelope in the file among all, 1 first */
export const envelopesName = (first: number): string => `proofs/envelopes/${String(first).padStart(10, '0')}.jsonl`;
export const LETTERS = 'letters/';
/** @param part of a file that is followed by others, 1 first */
export const letterName = (file: string, part: number): string =>
  `${LETTERS}${file}${part === 1 ? '' : `-${part}`}.jsonl`;
export const csvName = (name: CsvName): string => `csv/${name}.csv`;
export const openMhealthName = (day: string): string => `openmhealth/${day}.jsonl`;
export const ieeeName = (day: string): string => `ieee-1752/${day}.jsonl`;
export const fhirName = (day: string): string => `fhir/${day}.json`;

/** The members that a check has to read, and not to hash alone. */
export const isRead = (name: string): boolean =>
  name.startsWith('proofs/') || name.startsWith(LETTERS) || name.startsWith('MANIFEST.');
