import { expect, it } from 'vitest';
import { describeWith } from '../test/src/requirement.js';
import { BRIEF, rows } from './broker-attacks.mjs';

describeWith(['openssl'], 'the broker under attack', () => {
  it('lives through mutated packets and hostile sessions, and serves honest agents meanwhile', async () => {
    const figures = new Map((await rows(BRIEF)).map(({ name, ours }) => [name, ours]));
    expect(figures.get('mutants-parsed')).toBeGreaterThan(0);
    expect(figures.get('attacked-tls')).toBeGreaterThan(0);
    for (const name of ['attacked-tls-lost', 'attacked-tls-refused'])
      expect([name, figures.get(name)]).toEqual([name, 0]);
  }, 240_000);
});
