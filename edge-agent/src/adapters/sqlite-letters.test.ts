import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafOf, sha256 } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LETTER_ROOM, LISTED_WORTHLESS, LONGEST_LETTER } from '../core/letter-kinds.js';
import type { Outbox, Vault } from '../ports.js';
import { openStore } from './sqlite-store.js';

let folder: string;
let vault: Vault;
let outbox: Outbox;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'letters-'));
  ({ vault, outbox } = openStore(join(folder, 'vault.db')));
});
afterEach(async () => {
  await vault.close();
  rmSync(folder, { recursive: true });
});

const bytesOf = (number: number, length = 40): Uint8Array => {
  const bytes = new Uint8Array(length);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
};

describe('what came down', () => {
  it('is kept as it came, in order, and the same bytes again change nothing', async () => {
    for (const number of [2, 1, 2]) {
      expect(await outbox.saveLetter({ kind: 'message', sealed: bytesOf(number) }, 100 + number)).toBe(true);
    }
    const letters = await outbox.letters('message');
    expect(letters.map(({ sealed, received }) => [new Uint8Array(sealed), received])).toEqual([
      [bytesOf(2), 102],
      [bytesOf(1), 101],
    ]);
    expect(await outbox.letterCounts()).toMatchObject({
      message: { kept: 2, unseen: 2 },
      read: { kept: 0 },
    });
  });

  it('is kept as what it came: the same bytes under another name hide no read', async () => {
    await outbox.saveLetter({ kind: 'message', sealed: bytesOf(1) }, 1);
    await outbox.saveLetter({ kind: 'read', sealed: bytesOf(1) }, 2);
    expect(await outbox.letters('read')).toHaveLength(1);
  });

  it('is answered once, when it is shown for the first time', async () => {
    await outbox.saveLetter({ kind: 'read', sealed: bytesOf(1) }, 1);
    const [{ kind, digest } = {}] = await outbox.letters('read');
    if (kind === undefined || digest === undefined) throw new Error('no letter');
    for (const number of [7, 8]) {
      const answer = { kind: 'message' as const, bytes: bytesOf(number), payload: bytesOf(number) };
      await outbox.acknowledgeLetters([{ kind, digest, answer }], number);
    }
    expect(await outbox.letters('read')).toMatchObject([{ acknowledged: 7 }]);
    expect((await outbox.records()).map(({ leaf }) => new Uint8Array(leaf))).toEqual([leafOf(bytesOf(7))]);
  });

  it('ends where there is no more room, and is counted; what is kept stays, and other kinds have their own room', async () => {
    const most = Math.floor(LETTER_ROOM / LONGEST_LETTER) + 3;
    const kept: boolean[] = [];
    for (let i = 0; i < most; i++)
      kept.push(await outbox.saveLetter({ kind: 'message', sealed: bytesOf(i, LONGEST_LETTER) }, i));
    const refused = kept.filter((each) => !each).length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(6);
    expect(await outbox.letterCounts()).toMatchObject({ message: { kept: most - refused } });
    expect((await outbox.letters('message')).length).toBe(most - refused);
    expect(await outbox.saveLetter({ kind: 'read', sealed: bytesOf(1) }, 1)).toBe(true);
    // Known already: it takes no room.
    expect(await outbox.saveLetter({ kind: 'message', sealed: bytesOf(0, LONGEST_LETTER) }, 1)).toBe(true);
  });

  it('is refused where it is longer than any record', async () => {
    expect(await outbox.saveLetter({ kind: 'read', sealed: new Uint8Array(LONGEST_LETTER + 1) }, 1)).toBe(false);
    expect(await outbox.letterCounts()).toMatchObject({ read: { kept: 0 } });
  });

  it('leaves its room to others once it is known to be no letter, and a flood of such leaves a bounded list', async () => {
    const sealed = Array.from({ length: LISTED_WORTHLESS + 5 }, (_, i) => bytesOf(i, 15_500));
    for (const each of sealed) await outbox.saveLetter({ kind: 'read', sealed: each }, 1);
    const more = { kind: 'read', sealed: bytesOf(1, LONGEST_LETTER) } as const;
    for (let i = 0; i < 20; i++) await outbox.saveLetter({ kind: 'read', sealed: bytesOf(i, LONGEST_LETTER - 1) }, 1);
    expect(await outbox.saveLetter(more, 1)).toBe(false);
    const name = (each: Uint8Array) => ({
      kind: 'read' as const,
      digest: sha256(each),
      problem: 'not-opened' as const,
    });
    await outbox.discardLetters(sealed.map(name));
    expect(await outbox.saveLetter(more, 1)).toBe(true);
    const listed = (await outbox.letters('read')).filter(({ problem }) => problem !== undefined);
    expect(listed).toHaveLength(LISTED_WORTHLESS);
    expect(listed.at(-1)?.digest).toEqual(Buffer.from(sha256(sealed.at(-1) ?? bytesOf(0))));
  });
});
