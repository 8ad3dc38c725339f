import { sha256 } from '@fit4work/protocol';
import type Database from 'better-sqlite3';
import { LETTER_KINDS, LETTER_ROOM, type LetterKind, LONGEST_LETTER } from '../core/letter-kinds.js';
import type { Letter, LetterCounts, LetterName } from '../letter-port.js';
import type { NewRecord } from '../ports.js';
import { insertRecord } from './sqlite-statements.js';

/* What came down, as it came. A row is never deleted, and its sealed bytes are never written again. */

interface LetterRow extends LetterName {
  readonly sealed: Uint8Array;
  readonly proof: Uint8Array | null;
  readonly acknowledged: number | null;
  readonly received: number | null;
}

/** What a row takes beside its bytes, about. */
const ROW = 128;

/** @returns false where it is refused, and counted */
export function writeLetter(db: Database.Database, letter: Pick<Letter, 'kind' | 'sealed'>, at: number): boolean {
  return db.transaction(() => keep(db, letter, at)).immediate();
}

function keep(db: Database.Database, { kind, sealed }: Pick<Letter, 'kind' | 'sealed'>, at: number): boolean {
  const digest = sha256(sealed);
  const known = db.prepare<[string, Uint8Array], number>('SELECT 1 FROM letter WHERE kind = ? AND digest = ?').pluck();
  if (known.get(kind, digest) !== undefined) return true;
  db.prepare('INSERT INTO letter_room VALUES (?, 0, 0) ON CONFLICT (kind) DO NOTHING').run(kind);
  const room = db
    .prepare('UPDATE letter_room SET bytes = bytes + @size WHERE kind = @kind AND bytes + @size <= @room')
    .run({ kind, size: sealed.length + ROW, room: sealed.length > LONGEST_LETTER ? 0 : LETTER_ROOM });
  if (room.changes === 0) {
    db.prepare('UPDATE letter_room SET refused = refused + 1 WHERE kind = ?').run(kind);
    return false;
  }
  db.prepare('INSERT INTO letter (digest, kind, sealed, received) VALUES (?, ?, ?, ?)').run(digest, kind, sealed, at);
  return true;
}

export const readLetters = (db: Database.Database, kind: LetterKind): readonly Letter[] =>
  db
    .prepare<[string], LetterRow>(
      'SELECT digest, kind, sealed, proof, acknowledged, received FROM letter WHERE kind = ? ORDER BY id',
    )
    .all(kind)
    .map((row) => ({
      ...row,
      proof: row.proof ?? undefined,
      acknowledged: row.acknowledged ?? undefined,
      received: row.received ?? undefined,
    }));

/** A proof that is kept stays: two processes may have made one each. */
export function writeLetterProofs(
  db: Database.Database,
  proofs: readonly (LetterName & { readonly proof: Uint8Array })[],
): void {
  const write = db.prepare(
    'UPDATE letter SET proof = @proof WHERE kind = @kind AND digest = @digest AND proof IS NULL',
  );
  db.transaction(() => {
    for (const { kind, digest, proof } of proofs) write.run({ kind, digest, proof });
  })();
}

export function writeAcknowledged(
  db: Database.Database,
  shown: readonly (LetterName & { readonly answer?: NewRecord })[],
  at: number,
): void {
  const write = db.prepare('UPDATE letter SET acknowledged = ? WHERE kind = ? AND digest = ? AND acknowledged IS NULL');
  db.transaction(() => {
    for (const { kind, digest, answer } of shown) {
      const first = write.run(at, kind, digest).changes > 0;
      if (first && answer !== undefined) insertRecord(db, answer);
    }
  })();
}

interface CountRow extends LetterCounts {
  readonly kind: LetterKind;
}

export function countLetters(db: Database.Database): Readonly<Record<LetterKind, LetterCounts>> {
  const rows = db
    .prepare<[], CountRow>(
      `SELECT kind, refused, (SELECT count(*) FROM letter WHERE letter.kind = letter_room.kind) AS kept,
         (SELECT count(*) FROM letter WHERE letter.kind = letter_room.kind AND acknowledged IS NULL) AS unseen
       FROM letter_room`,
    )
    .all();
  const counts = LETTER_KINDS.map((kind): LetterCounts => {
    const { kept = 0, unseen = 0, refused = 0 } = rows.find((row) => row.kind === kind) ?? {};
    return { kept, unseen, refused };
  });
  const [read, programme, message, erasure] = counts;
  const none = { kept: 0, unseen: 0, refused: 0 };
  return { read: read ?? none, programme: programme ?? none, message: message ?? none, erasure: erasure ?? none };
}
