import { equalBytes, sha256 } from '@fit4work/protocol';
import { type LetterKind, LISTED_WORTHLESS, LONGEST_LETTER } from '../../src/core/letter-kinds.js';
import type { Worthless } from '../../src/core/shown-letter.js';
import type { Letter, LetterCounts, LetterName, LetterProof, Letters } from '../../src/letter-port.js';
import type { NewRecord } from '../../src/ports.js';
import { type MemoryDisk, withRecords } from './memory-disk.js';

const isOf =
  ({ kind, digest }: LetterName) =>
  (letter: Letter): boolean =>
    letter.kind === kind && equalBytes(letter.digest, digest);

/** What came down, in memory, where there is room for all but what is too long. */
export class MemoryLetters implements Letters {
  readonly #disk: MemoryDisk;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  async saveLetter({ kind, sealed }: Pick<Letter, 'kind' | 'sealed'>, at: number): Promise<boolean> {
    const name = { kind, digest: sha256(sealed) };
    const fits = sealed.length <= LONGEST_LETTER;
    if (!fits) return false;
    this.#disk.write(({ letters }) => {
      if (letters.some(isOf(name))) return {};
      const fresh = { proof: undefined, acknowledged: undefined, received: at, problem: undefined };
      return { letters: [...letters, { ...name, sealed, ...fresh }] };
    });
    return true;
  }

  async letters(kind: LetterKind): Promise<readonly Letter[]> {
    return this.#disk.read(({ letters }) => letters.filter((letter) => letter.kind === kind));
  }

  async saveLetterProofs(proofs: readonly LetterProof[]): Promise<void> {
    this.#disk.write(({ letters }) => ({
      letters: letters.map((letter) => {
        const made = proofs.find((each) => isOf(each)(letter));
        const isStale =
          letter.proof !== undefined && made?.replaced !== undefined && equalBytes(letter.proof, made.replaced);
        return { ...letter, proof: isStale ? made?.proof : (letter.proof ?? made?.proof) };
      }),
    }));
  }

  async discardLetters(worthless: readonly (LetterName & { readonly problem: Worthless })[]): Promise<void> {
    this.#disk.write((state) => {
      const letters = state.letters.map((letter) => {
        const why = worthless.find((each) => isOf(each)(letter));
        return why === undefined || letter.problem !== undefined
          ? letter
          : { ...letter, sealed: new Uint8Array(), problem: why.problem };
      });
      const gone = new Set(
        [...new Set(worthless.map(({ kind }) => kind))].flatMap((kind) =>
          letters.filter((each) => each.kind === kind && each.problem !== undefined).slice(0, -LISTED_WORTHLESS),
        ),
      );
      return { letters: letters.filter((letter) => !gone.has(letter)) };
    });
  }

  async acknowledgeLetters(
    shown: readonly (LetterName & { readonly answer?: NewRecord })[],
    at: number,
  ): Promise<void> {
    this.#disk.write(({ letters, records }) => {
      const fresh = shown.filter((each) =>
        letters.some((letter) => letter.acknowledged === undefined && isOf(each)(letter)),
      );
      const isFresh = (letter: Letter): boolean => fresh.some((each) => isOf(each)(letter));
      const answers = fresh.flatMap(({ answer }) => (answer === undefined ? [] : [answer]));
      return {
        letters: letters.map((letter) => (isFresh(letter) ? { ...letter, acknowledged: at } : letter)),
        records: withRecords(records, answers),
      };
    });
  }

  async letterCounts(): Promise<Readonly<Record<LetterKind, LetterCounts>>> {
    return this.#disk.read(({ letters }) => {
      const countsOf = (kind: LetterKind): LetterCounts => {
        const kept = letters.filter((letter) => letter.kind === kind);
        const unseen = kept.filter(({ acknowledged }) => acknowledged === undefined);
        return { kept: kept.length, unseen: unseen.length };
      };
      return {
        read: countsOf('read'),
        programme: countsOf('programme'),
        message: countsOf('message'),
        erasure: countsOf('erasure'),
      };
    });
  }
}
