import { expect, it } from 'vitest';
import { describeWith } from '../test/src/requirement.js';
import { manyAgents } from './broker/many.mjs';
import { rows } from './broker-attacks.mjs';

const figuresOf = (/** @type {readonly { name: string, ours: number, ceiling?: number, note?: string }[]} */ found) => {
  for (const { name, ours, note = '' } of found) process.stdout.write(`${name} ${ours} ${note}\n`);
  return found.filter(({ ours, ceiling = Number.POSITIVE_INFINITY }) => !(ours <= ceiling)).map(({ name }) => name);
};

describeWith(['openssl'], 'the broker of a city', () => {
  it('holds 10,000 agents over TLS in 600 MiB, and loses no envelope of 2,000 that come back at once, within 60 s', async () => {
    expect(figuresOf(await manyAgents())).toEqual([]);
  }, 1_800_000);

  it('lives through 10 million mutated packets and 100,000 hostile sessions, serves honest agents, and keeps nothing of it', async () => {
    expect(figuresOf(await rows())).toEqual([]);
  }, 7_200_000);
});
