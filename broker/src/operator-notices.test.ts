import { describe, expect, it } from 'vitest';
import { type Notice, OperatorNotices, tellInTurns } from './operator-notices.js';

function setUp(taken: (notice: Notice) => boolean) {
  const told: Notice[] = [];
  const state = { now: 1_000, ids: 0 };
  const notices = new OperatorNotices({
    deliver: async (notice) => {
      told.push(notice);
      return taken(notice);
    },
    newId: () => {
      state.ids += 1;
      return String(state.ids);
    },
    now: () => state.now,
  });
  return { notices, told, state };
}

describe('what operators are told', () => {
  it('is how often each code came since they were told last', async () => {
    const { notices, told, state } = setUp(() => true);
    for (const code of ['bad-token', 'will', 'bad-token']) notices.note(code);
    state.now = 1_060;
    await notices.tell();
    notices.note('will');
    state.now = 1_120;
    await notices.tell();
    expect(told).toEqual([
      {
        ...{ id: '1', since: 1_000, until: 1_060 },
        counts: [
          { code: 'bad-token', count: 2 },
          { code: 'will', count: 1 },
        ],
      },
      { id: '2', since: 1_060, until: 1_120, counts: [{ code: 'will', count: 1 }] },
    ]);
  });

  it('is nothing when nothing came', async () => {
    const { notices, told } = setUp(() => true);
    expect([await notices.tell(), told]).toEqual([true, []]);
  });

  it('is told again with the same id until it is taken, since it may have been heard; what came meanwhile follows', async () => {
    let up = false;
    const { notices, told } = setUp(() => up);
    notices.note('will');
    expect(await notices.tell()).toBe(false);
    for (let i = 0; i < 10_000; i += 1) notices.note('tls');
    expect(await notices.tell()).toBe(false);
    up = true;
    expect([await notices.tell(), await notices.tell(), await notices.tell()]).toEqual([true, true, true]);
    expect(told.map(({ id, counts }) => `${id}: ${counts[0]?.code} ${counts[0]?.count}`)).toEqual([
      ...['1: will 1', '1: will 1', '1: will 1'],
      '2: tls 10000',
    ]);
  });

  it('has so many codes at most', async () => {
    const { notices, told } = setUp(() => true);
    for (let i = 0; i < 1_000; i += 1) notices.note(`code-${i}`);
    notices.note('code-0');
    await notices.tell();
    expect(told[0]?.counts).toHaveLength(64);
    expect(told[0]?.counts[0]).toEqual({ code: 'code-0', count: 2 });
  });

  it('goes out in turns, ever more seldom while nobody takes it', async () => {
    const pauses: number[] = [];
    const { notices } = setUp(() => pauses.length >= 6);
    notices.note('will');
    const end = new Error('ended');
    const pause = async (ms: number): Promise<void> => {
      if (pauses.length === 8) throw end;
      pauses.push(ms);
    };
    await expect(tellInTurns(notices, { everyMs: 10, longestMs: 60, pause })).rejects.toBe(end);
    expect(pauses).toEqual([10, 20, 40, 60, 60, 60, 10, 10]);
  });
});
