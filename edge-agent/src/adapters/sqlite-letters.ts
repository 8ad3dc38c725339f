import { sha256 } from '@fit4work/protocol';
import { LETTER_ROOM, type LetterKind, LISTED_WORTHLESS, LONGEST_LETTER } from '../core/letter-kinds.js';
import { VAULT_THINGS } from '../core/refusal-words/vault-things.js';
import type { Worthless } from '../core/shown-letter.js';
import type { Letter, LetterCounts, LetterName, LetterProof, Letters } from '../letter-port.js';
import type { NewRecord } from '../ports.js';
import type { Fence } from './sqlite-fence.js';
import type { OpenVault } from './sqlite-open.js';
import { insertRecord } from './sqlite-records.js';
import { type LetterRow, letterParts } from './sqlite-tables.js';

const THING = VAULT_THINGS.letters;
/** What a row takes beside its bytes, about. */
const ROW = 128;

/** What came down, as it came. The row of a letter is never deleted, and its sealed bytes are never written again. */
export class SqliteLetters implements Letters {
  readonly #open: OpenVault;
  readonly #fence: Fence;

  constructor(open: OpenVault, fence: Fence) {
    this.#open = open;
    this.#fence = fence;
  }

  async saveLetter({ kind, sealed }: Pick<Letter, 'kind' | 'sealed'>, at: number): Promise<boolean> {
    const digest = sha256(sealed);
    const { letter, letterRoom } = this.#open.tables;
    return this.#open.ledger.transaction(THING, () => {
      // One that was changed on disk is there as well: it is shown as such.
      const known = letter.find('WHERE kind = ? AND digest = ?', kind, digest);
      if (known.rows.length + known.damaged.length > 0) return true;
      const bytes = (letterRoom.get('WHERE kind = ?', kind)?.bytes ?? 0) + sealed.length + ROW;
      // Nothing is written of what is refused: whoever sends it may send it for ever.
      if (sealed.length > LONGEST_LETTER || bytes > LETTER_ROOM) return false;
      letterRoom.put({ kind, bytes });
      const row = { kind, digest, sealed, proof: null, acknowledged: null, received: at, problem: null };
      letter.insert({ id: letter.next('id'), ...row });
      return true;
    });
  }

  /** One that was changed on disk stays in the list, without what it held; so does the place of one that is missing. */
  async letters(kind: LetterKind): Promise<readonly Letter[]> {
    const { ledger, tables } = this.#open;
    const parts = ledger.reading(() => Object.values(letterParts(kind)).map((part) => tables.letter.findWhole(part)));
    const rows = parts.flatMap((part) => part.rows).toSorted((a, b) => a.id - b.id);
    const lost = parts
      .flatMap((part) => part.damaged)
      .map(({ digest }) => ({ ...LOST, kind, digest: digest instanceof Uint8Array ? digest : NO_DIGEST }));
    const missing = lost.length > 0 || parts.every(({ complete }) => complete) ? [] : [{ ...LOST, kind }];
    return [...rows.map((row) => ({ ...toLetter(row), kind })), ...lost, ...missing];
  }

  /** A proof that is kept stays: two processes may have made one each. */
  async saveLetterProofs(proofs: readonly LetterProof[]): Promise<void> {
    const { letter } = this.#open.tables;
    this.#open.ledger.transaction(THING, () => {
      for (const { kind, digest, proof, replaced = null } of proofs) {
        const [row] = letter.find('WHERE kind = ? AND digest = ? AND proof IS ?', kind, digest, replaced).rows;
        if (row !== undefined) letter.update(row, { proof });
      }
    });
  }

  async discardLetters(worthless: readonly (LetterName & { readonly problem: Worthless })[]): Promise<void> {
    if (worthless.length === 0) return;
    const { letter, letterRoom } = this.#open.tables;
    this.#open.ledger.transaction(THING, () => {
      for (const { kind, digest, problem } of worthless) {
        const [row] = letter.find('WHERE kind = ? AND digest = ? AND problem IS NULL', kind, digest).rows;
        if (row === undefined) continue;
        letter.update(row, { sealed: new Uint8Array(), problem });
        const room = letterRoom.get('WHERE kind = ?', kind)?.bytes ?? 0;
        letterRoom.put({ kind, bytes: Math.max(0, room - row.sealed.length - ROW) });
      }
      for (const kind of new Set(worthless.map((each) => each.kind))) {
        const { rows } = letter.find('WHERE kind = ? AND problem IS NOT NULL ORDER BY id', kind);
        for (const row of rows.slice(0, -LISTED_WORTHLESS)) letter.remove(row);
      }
    });
  }

  async acknowledgeLetters(
    shown: readonly (LetterName & { readonly answer?: NewRecord })[],
    at: number,
  ): Promise<void> {
    const { ledger, tables } = this.#open;
    ledger.transaction(THING, () => {
      // The answers are signed by the agent that this process takes itself for.
      this.#fence.check();
      for (const { kind, digest, answer } of shown) {
        const fresh = 'WHERE kind = ? AND digest = ? AND acknowledged IS NULL';
        const [row] = tables.letter.find(fresh, kind, digest).rows;
        if (row === undefined) continue;
        tables.letter.update(row, { acknowledged: at });
        if (answer !== undefined) insertRecord(tables, answer);
      }
    });
  }

  async letterCounts(): Promise<Readonly<Record<LetterKind, LetterCounts>>> {
    const { ledger, tables } = this.#open;
    const countsOf = (kind: LetterKind): LetterCounts => {
      const [seen, unseen] = [tables.letter.rows(letterParts(kind).seen), tables.letter.rows(letterParts(kind).unseen)];
      return { kept: seen + unseen, unseen };
    };
    const [read, programme, message, erasure] = ['read', 'programme', 'message', 'erasure'] as const;
    return ledger.reading(() => ({
      ...{ read: countsOf(read), programme: countsOf(programme) },
      ...{ message: countsOf(message), erasure: countsOf(erasure) },
    }));
  }
}

const NO_DIGEST = new Uint8Array(32);
const LOST = {
  ...{ digest: NO_DIGEST, sealed: new Uint8Array(), proof: undefined },
  ...{ acknowledged: undefined, received: undefined, problem: undefined },
};

const toLetter = ({ id: _, kind: __, ...row }: LetterRow): Omit<Letter, 'kind'> => ({
  ...row,
  proof: row.proof ?? undefined,
  acknowledged: row.acknowledged ?? undefined,
  received: row.received ?? undefined,
  problem: row.problem ?? undefined,
});
