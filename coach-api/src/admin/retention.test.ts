import { expect, it } from 'vitest';
import { tellRetention } from './retention.js';

const CHALLENGES = [
  { number: 1, name: 'Lente', until: '2026-05-31' },
  { number: 2, name: 'Herfst', until: '2026-11-30' },
  { number: 3, name: 'Altijd', until: null },
  { number: 4, name: 'Winter', until: '2027-02-28' },
];
const COUNTS = [
  { day: '2026-07-12', counted: false, people: 12, envelopes: 340 },
  { day: '2026-07-11', counted: false, people: null, envelopes: null },
];
const asking =
  (retention: object) =>
  async ({ path }: { readonly path: string }): Promise<unknown> =>
    path === 'retention' ? retention : { challenges: CHALLENGES };

it('tells what went by day, from when on what of each challenge goes, and which is the next', async () => {
  const { said, json } = await tellRetention(asking({ days: 40, destroys: true, counts: COUNTS }), '2026-08-01');
  expect(said.en.split('\n')).toEqual([
    'What nobody may open any more is destroyed 40 days after the end of its challenge.',
    '1  Lente  until 2026-05-31  expires since 2026-07-11',
    '2  Herfst  until 2026-11-30  expires from 2027-01-10',
    '3  Altijd  without end  nothing expires',
    '4  Winter  until 2027-02-28  expires from 2027-04-10',
    'Next: 2027-01-10',
    '2026-07-12  destroyed: 340 envelopes of 12 people',
    '2026-07-11  destroyed: envelopes of one to four people',
  ]);
  expect(said.nl).toContain('2  Herfst  tot en met 2026-11-30  vervalt vanaf 2027-01-10\n');
  expect(json).toMatchObject({
    days: 40,
    counts: COUNTS,
    next: '2027-01-10',
    challenges: [{ goesFrom: '2026-07-11' }, {}, { goesFrom: null }, {}],
  });
});

it('tells that nothing goes where nothing expires', async () => {
  const { said, json } = await tellRetention(asking({ days: null, destroys: false, counts: [] }), '2026-08-01');
  expect(said.nl).toMatch(
    /^Er vervalt niets: FIT4WORK_COACH_RETENTION_DAYS is niet ingesteld\.\n1 {2}Lente .* er vervalt niets\n/,
  );
  expect(json).toMatchObject({ next: null });
});
