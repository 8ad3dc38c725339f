import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.js';

describe('the command line of the cluster', () => {
  it('has its defaults', () => {
    expect(parseOptions([])).toEqual({
      ...{ chaos: false, json: false, seconds: 120, seed: 1, agents: 200, processes: 2, rate: 20 },
      record: undefined,
    });
  });

  it('is read whole', () => {
    const args = '--chaos --json --seconds 20 --seed 9 --agents 40 --processes 1 --rate 5 --record kept';
    expect(parseOptions(args.split(' '))).toEqual({
      ...{ chaos: true, json: true, seconds: 20, seed: 9, agents: 40, processes: 1, rate: 5 },
      record: 'kept',
    });
  });

  it.each([
    [['--seconds', '9'], '--seconds must be a whole number from 10 to 3600; it was 9.'],
    [['--agents', '1.5'], '--agents must be a whole number from 1 to 2000; it was 1.5.'],
    [['--json'], '--json is of a run that ends; give --chaos with it.'],
    [['--record', 'kept'], '--record is of a run that is checked; give --chaos with it.'],
    [['--chaso'], "unknown option '--chaso'"],
  ])('is refused with a sentence: %o', (args, sentence) => {
    expect(() => parseOptions(args)).toThrow(sentence);
  });
});
