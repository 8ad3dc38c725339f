import { cryptoReady } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { Recorded } from '../test/recorded-run.js';
import type { Found } from './core/facts.js';
import type { Checks } from './core/verdict.js';
import type { Withdrawal } from './core/withdrawal.js';

await cryptoReady;

const failed = (checks: Checks): readonly string[] =>
  Object.entries(checks).flatMap(([check, holds]) => (holds ? [] : [check]));
const first = <T>([one]: readonly T[]): T => one ?? expect.fail('the record has none');

/** What is different from what was found in the run. */
const CHANGES: readonly (readonly [keyof Checks, string, (found: Found) => Partial<Found>])[] = [
  ['noneLost', 'a row that is gone from the database', ({ rows }) => ({ rows: rows.slice(1) })],
  [
    'noneDoubled',
    'a row that is there once more under the next sequence',
    ({ rows }) => ({ rows: [...rows, { ...first(rows), sequence: rows.length + 1 }] }),
  ],
  ['everyEnvelopeInLogOnce', 'a leaf that is not in the log', ({ log, sealed }) => inLog(log, sealed, 0)],
  ['everyEnvelopeInLogOnce', 'a leaf that is in the log twice', ({ log, sealed }) => inLog(log, sealed, 2)],
  [
    'everyEnvelopeInLogOnce',
    'a grant or withdrawal that is not in the log',
    ({ sent }) => ({ sent: [...sent, 'f'.repeat(64)] }),
  ],
  [
    'everyEnvelopeHasReceipt',
    'an envelope without a receipt',
    ({ load }) => ({ load: { ...load, received: load.received - 1 } }),
  ],
  [
    'withdrawalsInTime',
    'an answer 5.1 s after a broker that was struck had the withdrawal',
    late(true, { confirmed: 0.1, lastRead: 5.2 }),
  ],
  [
    'withdrawalsInTime',
    'an answer 5.1 s after it was signed, beside a broker that serves',
    late(false, { lastRead: 5.1 }),
  ],
  ['withdrawalsInTime', 'somebody who withdrew and is read at the end', () => ({ readAfterwards: 1 })],
];

function inLog(log: Found['log'], sealed: Found['sealed'], times: number): Partial<Found> {
  return { log: { ...log, leaves: new Map([...log.leaves, [first(first(sealed).leaves), times]]) } };
}

function late(brokerStruck: boolean, change: Partial<Withdrawal>) {
  return ({ withdrawals }: Found): Partial<Found> => {
    const meant = first(withdrawals.filter((each) => each.brokerStruck === brokerStruck));
    return { withdrawals: withdrawals.map((each) => (each === meant ? { ...each, ...change } : each)) };
  };
}

describe('what was found in a real run', () => {
  it('is as promised, and is something', async () => {
    const recorded = new Recorded();
    expect(failed(await recorded.checks())).toEqual([]);
    const { rows, sealed, withdrawals, reads } = recorded.run;
    expect(rows.length).toBeGreaterThan(20);
    expect([sealed.length > 3, withdrawals.length > 0, reads.correct > 0]).toEqual([true, true, true]);
  });

  it.each(CHANGES)('fails %s, and that alone, by %s', async (check, _what, change) => {
    expect(failed(await new Recorded().checks(change))).toEqual([check]);
  });

  it.each([
    ['a bit of a leaf', /^tile\/entries\//],
    ['a bit of a block', /^blocks\/1$/],
    ['a bit of what the log signed last', /^checkpoint$/],
  ])('fails oneChain by %s that is another in its files', async (_what, path) => {
    const recorded = new Recorded();
    for (const [file, bytes] of recorded.files) if (path.test(file)) bytes[40] = (bytes[40] ?? 0) ^ 1;
    expect(failed(await recorded.checks())).toContain('oneChain');
  });

  it('fails oneChain where a witness did not sign what the log says', async () => {
    const recorded = new Recorded();
    const [name = ''] = recorded.run.notes.map((note) => note.vkey.split('+')[0]);
    const lines = String(recorded.files.get('checkpoint')).split('\n');
    const left = lines.filter((line) => !line.startsWith(`— ${name} `));
    expect(left).toHaveLength(lines.length - 1);
    recorded.files.set('checkpoint', Buffer.from(left.join('\n')));
    expect(failed(await recorded.checks())).toContain('oneChain');
  });

  it('fails bothWitnessesAgree, and that alone, where one keeps something else as its last', async () => {
    const recorded = new Recorded();
    const note = first(recorded.run.notes);
    Object.assign(note, {
      kept: note.kept.replace(/^(.+\n)(\d+)\n/, (_all, origin, size) => `${origin}${Number(size) + 1}\n`),
    });
    expect(failed(await recorded.checks())).toEqual(['bothWitnessesAgree']);
  });

  it.each([
    [
      'has steps of a day that nobody measured',
      ({ answer }: Recorded['run']['read']) => void Object.assign(first(answer.days ?? []), { steps: { total: 1 } }),
    ],
    [
      'has a step more of a day that was measured',
      ({ answer, expected }: Recorded['run']['read']) => {
        const day = (answer.days ?? []).find(({ date }) => date === expected.confirmed.at(-1));
        Object.assign(day ?? expect.fail(), { steps: { total: (day?.steps?.total ?? 0) + 1 } });
      },
    ],
    ['lacks a day', ({ answer }: Recorded['run']['read']) => void Object.assign(answer, { days: [] })],
    [
      'is logged as one about somebody else',
      ({ asked }: Recorded['run']['read']) => void Object.assign(asked, { pseudonym: '0'.repeat(32) }),
    ],
    ['is not proven', ({ answer }: Recorded['run']['read']) => void Object.assign(first(answer.reads), { proof: '' })],
  ])('fails readsCorrect, and that alone, by an answer that %s', async (_what, change) => {
    const recorded = new Recorded();
    change(recorded.run.read);
    expect(failed(await recorded.checks())).toEqual(['readsCorrect']);
  });
});
