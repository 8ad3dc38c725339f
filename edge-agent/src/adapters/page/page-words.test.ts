import { cryptoReady, toRecoveryWords } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PASSPHRASE, PageWorld, type Reply } from '../../../test/page-world.js';

let world: PageWorld;
let words: readonly string[];

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await PageWorld.open();
  words = toRecoveryWords(world.reads.vault.root).split(' ');
  await world.login();
});
afterEach(() => world.close());

const give = (given: readonly (readonly [number, string | undefined])[], passphrase = PASSPHRASE): Promise<Reply> =>
  world.ask('/v1/recovery-words', {
    method: 'POST',
    body: { words: given.map(([place, word]) => ({ place, word })), passphrase },
  });
const areConfirmed = async (): Promise<unknown> => (await world.ask('/v1/status')).body.wordsConfirmed;
const problem = ({ status, body }: Reply): [number, string] => [status, body.code];

describe('two of the recovery words', () => {
  it('are held against those that there are, however they are typed, and that they are on paper is noted', async () => {
    expect(await areConfirmed()).toBe(false);
    const typed = await give([
      [1, ` ${words[0]?.toUpperCase()} `],
      [24, words[23]],
    ]);
    expect([typed.status, typed.body]).toEqual([200, { confirmed: true }]);
    expect(await areConfirmed()).toBe(true);
    expect(world.lines.join()).not.toContain(words[0]);
  });

  it('are not right where one of them is another, and nothing is noted', async () => {
    const other = words.find((word) => word !== words[6]);
    expect(
      (
        await give([
          [3, words[2]],
          [7, other],
        ])
      ).body,
    ).toEqual({ confirmed: false });
    expect(
      (
        await give([
          [3, words[3] === words[2] ? 'zoo' : words[3]],
          [4, words[3]],
        ])
      ).body,
    ).toEqual({ confirmed: false });
    expect(await areConfirmed()).toBe(false);
  });

  it('stay confirmed, whatever is typed later', async () => {
    await give([
      [1, words[0]],
      [2, words[1]],
    ]);
    expect(
      (
        await give([
          [1, 'zoo zoo'],
          [2, words[1]],
        ])
      ).body,
    ).toEqual({ confirmed: false });
    expect(await areConfirmed()).toBe(true);
  });

  it('are looked at with the passphrase alone, two of different places', async () => {
    const both = [
      [1, words[0]],
      [2, words[1]],
    ] as const;
    expect(problem(await give(both, 'some other words'))).toEqual([403, 'bad-passphrase']);
    expect(problem(await give([both[0], both[0]]))).toEqual([400, 'bad-request']);
    expect(problem(await give([both[0]]))).toEqual([400, 'bad-request']);
    expect(problem(await give([both[0], [25, 'zoo']]))).toEqual([400, 'bad-request']);
    expect(problem(await give([[0, 'zoo'], both[1]]))).toEqual([400, 'bad-request']);
    expect(await areConfirmed()).toBe(false);
  });
});
