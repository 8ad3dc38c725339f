import { describe, expect, it } from 'vitest';
import { differences } from './differences.js';

const SEALED = [
  { name: 'ann', leaves: ['a1', 'a2'] },
  { name: 'bob', leaves: ['b1'] },
];
const ROWS = [
  { pseudonym: 'ann', sequence: 1, leaf: 'a1' },
  { pseudonym: 'ann', sequence: 2, leaf: 'a2' },
  { pseudonym: 'bob', sequence: 1, leaf: 'b1' },
];
const LOG = new Map([
  ['a1', 1],
  ['a2', 1],
  ['b1', 1],
  ['a read', 1],
]);
const NONE = { lost: 0, doubled: 0, notOnceInLog: 0 };

describe('what differs between what was sealed and what is kept', () => {
  it('is nothing where each has its row and its leaf', () => {
    expect(differences(SEALED, { rows: ROWS, log: LOG })).toEqual(NONE);
  });

  it.each([
    ['lacks its row', ROWS.slice(1), LOG, { ...NONE, lost: 1 }],
    ['has two rows', [...ROWS, ...ROWS.slice(2)], LOG, { ...NONE, doubled: 1 }],
    [
      'has a row that nobody sealed',
      [...ROWS, { pseudonym: 'bob', sequence: 2, leaf: 'b2' }],
      LOG,
      { ...NONE, doubled: 1 },
    ],
    [
      'stands under another person',
      [...ROWS.slice(0, 2), { pseudonym: 'ann', sequence: 3, leaf: 'b1' }],
      LOG,
      { ...NONE, lost: 1, doubled: 1 },
    ],
    ['is not in the log', ROWS, new Map([...LOG, ['a2', 0]]), { ...NONE, notOnceInLog: 1 }],
    ['is in the log twice', ROWS, new Map([...LOG, ['b1', 2]]), { ...NONE, notOnceInLog: 1 }],
  ] as const)('is counted of one that %s', (...[, rows, log, differ]) => {
    expect(differences(SEALED, { rows, log })).toEqual(differ);
  });
});
