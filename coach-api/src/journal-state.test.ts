import { beforeEach, describe, expect, it } from 'vitest';
import { CoachError } from './error.js';
import { JournalState } from './journal-state.js';

let stored: { consents: number; erasures: number };
let logged: unknown[];
let state: JournalState;
beforeEach(() => {
  stored = { consents: 3, erasures: 1 };
  logged = [];
  state = new JournalState({
    records: { amounts: async () => stored },
    logger: { info: () => {}, warn: () => {}, error: (event, fields) => void logged.push([event, fields]) },
  });
});

describe('whether the journals are as they should be', () => {
  it('is no from a write that failed to one that did not, of each of them', async () => {
    let full = false;
    const [written, readyMeanwhile]: [string[], boolean[]] = [[], []];
    const append = async (line: string): Promise<void> => {
      if (full) throw new CoachError('journal-failed', 'full');
      readyMeanwhile.push(state.ready);
      written.push(line);
    };
    const [first, second] = [state.watched({ append }), state.watched({ append })];
    await first.append('a');
    expect(state.ready).toBe(true);
    full = true;
    await expect(first.append('b')).rejects.toMatchObject({ code: 'journal-failed' });
    expect(state.ready).toBe(false);
    full = false;
    await second.append('c');
    expect(state.ready).toBe(false);
    await first.append('b');
    expect([state.ready, written]).toEqual([true, ['a', 'c', 'b']]);
    expect(readyMeanwhile).toEqual([true, false, false]);
  });

  it('is no once the database has less than they have, whichever of them', async () => {
    await state.compare({ consents: 3, erasures: 1 });
    await state.compare({ consents: 2, erasures: 0 });
    expect([state.ready, logged]).toEqual([true, []]);
    await state.compare({ consents: 5, erasures: 0 });
    expect([state.ready, logged]).toEqual([false, [['database-behind', { count: 2 }]]]);
    stored = { consents: 9, erasures: 9 };
    await state.compare({ consents: 5, erasures: 0 });
    expect(state.ready).toBe(false);
  });

  it('counts no record of one that makes up for one of the other', async () => {
    await state.compare({ consents: 0, erasures: 2 });
    expect(state.ready).toBe(false);
  });
});
