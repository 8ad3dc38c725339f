import { sha256 } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LETTER_KINDS, LONGEST_LETTER } from '../../src/core/letter-kinds.js';
import type { Letter, Letters } from '../../src/letter-port.js';
import {
  breaking,
  filled,
  leafOfRecord,
  type OpenStore,
  plain,
  record,
  type StoreUnderTest,
} from './store-under-test.js';

const [FIRST, SECOND] = [filled(1, 300), filled(2, 300)];
const nameOf = (kind: Letter['kind'], sealed: Uint8Array) => ({ kind, digest: sha256(sealed) });
const fresh = (kind: Letter['kind'], sealed: Uint8Array, received: number): Letter => ({
  ...nameOf(kind, sealed),
  sealed,
  proof: undefined,
  acknowledged: undefined,
  received,
  problem: undefined,
});

/** What every keeper of letters owes to the employee (letter-port.ts). */
export function describeLetters(open: OpenStore): void {
  let store: StoreUnderTest;
  let letters: Letters;
  beforeEach(async () => {
    store = await open();
    letters = store.outbox;
  });
  afterEach(() => store.close());

  const found = async (kind: Letter['kind']) => plain(await (await store.again()).outbox.letters(kind));
  const answers = async () => plain(await (await store.again()).outbox.records()).map(({ leaf }) => leaf);

  describe('a letter', () => {
    it('is kept once, as it came first, in the order in which they came', async () => {
      for (const [at, sealed] of [SECOND, FIRST, SECOND].entries()) {
        expect(await letters.saveLetter({ kind: 'read', sealed }, 1000 + at)).toBe(true);
      }
      expect(await found('read')).toEqual([fresh('read', SECOND, 1000), fresh('read', FIRST, 1001)]);
    });

    it('hides none of another kind, though it has the same bytes', async () => {
      for (const kind of LETTER_KINDS) await letters.saveLetter({ kind, sealed: FIRST }, 1000);
      await letters.acknowledgeLetters([nameOf('message', FIRST)], 2000);
      await letters.saveLetterProofs([{ ...nameOf('programme', FIRST), proof: filled(5) }]);
      expect(await found('read')).toEqual([fresh('read', FIRST, 1000)]);
      expect(await found('message')).toEqual([{ ...fresh('message', FIRST, 1000), acknowledged: 2000 }]);
      expect(await found('programme')).toEqual([{ ...fresh('programme', FIRST, 1000), proof: filled(5) }]);
    });

    it('that is longer than any can be is refused', async () => {
      expect(await letters.saveLetter({ kind: 'message', sealed: filled(3, LONGEST_LETTER) }, 1000)).toBe(true);
      expect(await letters.saveLetter({ kind: 'message', sealed: filled(3, LONGEST_LETTER + 1) }, 1000)).toBe(false);
      expect(await found('message')).toHaveLength(1);
      const counts = await (await store.again()).outbox.letterCounts();
      expect(counts.message).toEqual({ kept: 1, unseen: 1 });
      expect(counts.read).toEqual({ kept: 0, unseen: 0 });
    });

    it('that is none is forgotten but for its name and why, hides no other, and does not come in again', async () => {
      for (const sealed of [FIRST, SECOND]) await letters.saveLetter({ kind: 'read', sealed }, 1000);
      await letters.discardLetters([{ ...nameOf('read', FIRST), problem: 'not-opened' }]);
      await letters.discardLetters([{ ...nameOf('read', FIRST), problem: 'malformed' }]);
      expect(await letters.saveLetter({ kind: 'read', sealed: FIRST }, 2000)).toBe(true);
      const [discarded, other] = await found('read');
      expect(discarded).toMatchObject({ ...nameOf('read', FIRST), sealed: new Uint8Array(), problem: 'not-opened' });
      expect(other).toEqual(fresh('read', SECOND, 1000));
    });

    it('keeps the proof that was made first', async () => {
      for (const sealed of [FIRST, SECOND]) await letters.saveLetter({ kind: 'read', sealed }, 1000);
      const proofs = [filled(5), filled(7)].map((proof) => ({ ...nameOf('read', FIRST), proof }));
      await letters.saveLetterProofs([...proofs.slice(0, 1), { ...nameOf('read', filled(9)), proof: filled(6) }]);
      await letters.saveLetterProofs(proofs.slice(1));
      await letters.saveLetter({ kind: 'read', sealed: FIRST }, 3000);
      expect(await found('read')).toEqual([
        { ...fresh('read', FIRST, 1000), proof: filled(5) },
        fresh('read', SECOND, 1000),
      ]);
    });

    it('has its proof replaced by who knows the one that was there', async () => {
      await letters.saveLetter({ kind: 'read', sealed: FIRST }, 1000);
      const of = nameOf('read', FIRST);
      await letters.saveLetterProofs([{ ...of, proof: filled(5) }]);
      await letters.saveLetterProofs([{ ...of, proof: filled(6), replaced: filled(4) }]);
      expect(await found('read')).toEqual([{ ...fresh('read', FIRST, 1000), proof: filled(5) }]);
      await letters.saveLetterProofs([{ ...of, proof: filled(6), replaced: filled(5) }]);
      expect(await found('read')).toEqual([{ ...fresh('read', FIRST, 1000), proof: filled(6) }]);
    });

    it('was shown when it was shown first, and is answered then and never again', async () => {
      for (const sealed of [FIRST, SECOND]) await letters.saveLetter({ kind: 'read', sealed }, 1000);
      const [answer, other] = [record('message', 11), record('message', 12)];
      await letters.acknowledgeLetters([{ ...nameOf('read', SECOND), answer }, nameOf('read', filled(9))], 2000);
      await letters.acknowledgeLetters([{ ...nameOf('read', SECOND), answer: other }, nameOf('read', FIRST)], 3000);
      expect((await found('read')).map(({ acknowledged }) => acknowledged)).toEqual([3000, 2000]);
      expect(await answers()).toEqual([leafOfRecord(answer)]);
      expect((await letters.letterCounts()).read).toEqual({ kept: 2, unseen: 0 });
    });

    it('is shown and answered, or neither', async () => {
      await letters.saveLetter({ kind: 'read', sealed: FIRST }, 1000);
      const broken = { ...nameOf('read', FIRST), answer: breaking(record('message', 11), 'payload') };
      await expect(letters.acknowledgeLetters([broken], 2000)).rejects.toThrow();
      expect(await found('read')).toEqual([fresh('read', FIRST, 1000)]);
      expect(await answers()).toEqual([]);
    });
  });
}
