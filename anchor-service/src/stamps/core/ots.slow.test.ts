import { expect, it } from 'vitest';
import { feedOts } from '../../../test/ots-feed.js';

it('answers half a million hostile proofs with a value or with its own error', () => {
  for (let seed = 1; seed <= 5; seed += 1) expect(feedOts({ seed: seed * 7919, inputs: 100_000 })).toEqual([]);
}, 600_000);
