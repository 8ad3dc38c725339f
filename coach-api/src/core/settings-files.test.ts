import { expect, it } from 'vitest';
import { readCoaches } from './settings-files.js';

const HASH = 'ab'.repeat(32);
const ann = { id: 'coach-1', name: 'Ann', subject: 'ann', tokenSha256: HASH };
const ben = { id: 'coach-2', name: 'Ben', subject: 'ben', tokenSha256: 'cd'.repeat(32) };

it('coaches are read, with a subject or a token or both', () => {
  const { tokenSha256: _, ...byLogin } = ann;
  const { subject: __, ...byToken } = ben;
  expect(readCoaches([byLogin, byToken])).toEqual([
    { ...byLogin, tokenSha256: undefined },
    { ...byToken, subject: undefined },
  ]);
});

it.each(['id', 'subject', 'tokenSha256'] as const)('two coaches share no %s: a read says who read', (member) => {
  expect(readCoaches([ann, ben])).toHaveLength(2);
  expect(() => readCoaches([ann, { ...ben, [member]: ann[member] }])).toThrow(`two coaches have the same ${member}`);
});
