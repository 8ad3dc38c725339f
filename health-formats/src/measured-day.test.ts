import { describe, expect, it } from 'vitest';
import { soleFamily } from './measured-day.js';

const NOON = 1_773_140_400;
const steps = (start: number) => ({ metric: 'steps', start, duration: 60, value: 1 }) as const;

describe('the family of some samples', () => {
  it('is none where several had a part', () => {
    const [one, other] = [
      { sample: steps(NOON), family: 'huami' },
      { sample: steps(NOON + 60), family: 'infinitime' },
    ];
    expect([soleFamily([one, one]), soleFamily([one, other]), soleFamily([])]).toEqual(['huami', undefined, undefined]);
  });
});
