import { describe, expect, it } from 'vitest';
import { retiredLines, rotatedLines } from './rotate-words.js';

const rotated = { ended: 1, lastSequence: 42, agent: 2, resealed: 3 };

describe('what is told of a new key', () => {
  it('names the agent that this machine is, the one that is ended, and what was made again', () => {
    expect(rotatedLines(rotated, 'en')).toEqual([
      'This machine is agent 2 now, with a new key.',
      'Agent 1 is ended; envelope 42 is the last one that counts.',
      '3 envelopes that nobody had received were made again under the new key.',
    ]);
    expect(rotatedLines({ ...rotated, resealed: 0 }, 'nl')).toEqual([
      'Deze machine is nu agent 2, met een nieuwe sleutel.',
      'Agent 1 is beëindigd; enveloppe 42 is de laatste die telt.',
    ]);
  });

  it('of the agent of a lost machine says no more than its end', () => {
    expect(retiredLines(rotated, 'en')).toEqual(['Agent 1 is ended; envelope 42 is the last one that counts.']);
  });
});
