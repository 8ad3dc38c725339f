import { sha256 } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import type { StoredRead } from '../read-port.js';

/* Reads of coaches as they were told. A row is never deleted, and its sealed bytes are never written again. */

interface ReadRow {
  digest: Uint8Array;
  sealed: Uint8Array;
  proof: Uint8Array | null;
  acknowledged: number | null;
}

export function writeRead(db: Database.Database, sealed: Uint8Array): void {
  db.prepare('INSERT INTO read_record (digest, sealed) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING').run(
    sha256(sealed),
    sealed,
  );
}

export const readReads = (db: Database.Database): readonly StoredRead[] =>
  db
    .prepare<[], ReadRow>('SELECT digest, sealed, proof, acknowledged FROM read_record ORDER BY digest')
    .all()
    .map((row) => ({ ...row, proof: row.proof ?? undefined, acknowledged: row.acknowledged ?? undefined }));

/** A proof that is kept stays: two processes may have made one each. */
export function writeReadProofs(
  db: Database.Database,
  proofs: readonly { digest: Uint8Array; proof: Uint8Array }[],
): void {
  const write = db.prepare('UPDATE read_record SET proof = @proof WHERE digest = @digest AND proof IS NULL');
  db.transaction(() => {
    for (const proof of proofs) write.run(proof);
  })();
}

export function writeAcknowledged(db: Database.Database, digests: readonly Uint8Array[], at: number): void {
  const write = db.prepare('UPDATE read_record SET acknowledged = ? WHERE digest = ? AND acknowledged IS NULL');
  db.transaction(() => {
    for (const digest of digests) write.run(at, digest);
  })();
}
