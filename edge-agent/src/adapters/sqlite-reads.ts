import { equalBytes, sha256 } from '@fit4work/protocol';
import type { StoredRead } from '../read-port.js';
import type { OpenVault } from './sqlite-schema.js';
import type { ReadRow } from './sqlite-tables.js';

/* Reads of coaches as they were told. A row is never deleted, and its sealed bytes are never written again. */

const THING = 'the reads of coaches';

export function writeRead({ ledger, tables: { readRecord } }: OpenVault, sealed: Uint8Array): void {
  const digest = sha256(sealed);
  ledger.transaction(THING, () => {
    if (readRecord.get('WHERE digest = ?', digest) !== undefined) return;
    readRecord.insert({ digest, sealed, proof: null, acknowledged: null });
  });
}

/** One that was changed on disk stays in the list, without what it held; so does the place of one that is missing. */
export function readReads({ tables: { readRecord } }: OpenVault): readonly StoredRead[] {
  const { rows, damaged, complete } = readRecord.findWhole('ORDER BY digest');
  const lost = damaged.map(({ digest }) => ({ ...LOST, digest: digest instanceof Uint8Array ? digest : NO_DIGEST }));
  const missing = complete || lost.length > 0 ? [] : [LOST];
  return [...rows.map(toRead), ...lost, ...missing];
}

const NO_DIGEST = new Uint8Array(32);
const LOST: StoredRead = { digest: NO_DIGEST, sealed: new Uint8Array(), proof: undefined, acknowledged: undefined };

const toRead = (row: ReadRow): StoredRead => ({
  ...row,
  proof: row.proof ?? undefined,
  acknowledged: row.acknowledged ?? undefined,
});

/** A proof that is kept stays: two processes may have made one each. */
export function writeReadProofs(
  { ledger, tables: { readRecord } }: OpenVault,
  proofs: readonly { digest: Uint8Array; proof: Uint8Array }[],
): void {
  ledger.transaction(THING, () => {
    for (const { digest, proof } of proofs) {
      const row = readRecord.get('WHERE digest = ? AND proof IS NULL', digest);
      if (row !== undefined) readRecord.update(row, { proof });
    }
  });
}

export function writeAcknowledged(
  { ledger, tables: { readRecord } }: OpenVault,
  digests: readonly Uint8Array[],
  at: number,
): void {
  ledger.transaction(THING, () => {
    for (const row of readRecord.find('WHERE acknowledged IS NULL').rows) {
      if (digests.some((digest) => equalBytes(digest, row.digest))) readRecord.update(row, { acknowledged: at });
    }
  });
}
