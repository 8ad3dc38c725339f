import { describe, expect, it } from 'vitest';
import { parseOptions } from './options.js';
import { playersOf } from './population.js';

const refusal = (...args: readonly string[]): unknown => {
  try {
    return parseOptions(args);
  } catch (error) {
    return error;
  }
};

describe('the options of the demo', () => {
  it('plays three generated people for a week when nothing is said', () => {
    expect(parseOptions([])).toEqual({
      once: false,
      json: false,
      coached: false,
      idleCoach: false,
      employees: 3,
      days: 7,
      replay: undefined,
      seed: 1,
      state: undefined,
      port: 0,
      database: undefined,
      broker: 'aedes',
    });
  });

  it.each([
    [['--colour'], '--colour'],
    [['--employees', '0'], '--employees'],
    [['--employees', '2.5'], '--employees'],
    [['--days', 'many'], '--days'],
    [['--seed', '-1'], '--seed'],
    [['--port', '70000'], '--port'],
    [['--broker', 'hivemq'], '--broker'],
    [['--json'], '--json'],
    [['--coached'], '--coached'],
    [['--once', '--idle-coach'], '--idle-coach'],
    [['--employees', 'all'], '--replay'],
    [['hello'], 'arguments'],
  ])('refuses %j in one sentence that names it', (args, name) => {
    expect(refusal(...args)).toMatchObject({ code: 'usage', message: expect.stringContaining(name) });
    expect(refusal(...args)).toMatchObject({ message: expect.not.stringContaining('\n') });
  });

  it('refuses a folder of recordings that is not there, or has none', () => {
    const options = parseOptions(['--once', '--replay', '/nowhere/at/all']);
    expect(() => options && playersOf(options, 0)).toThrow(/--replay \/nowhere\/at\/all cannot be read/);
  });

  it('lets every fourth employee share steps alone', () => {
    const options = parseOptions(['--once', '--employees', '8']);
    const metrics = options && playersOf(options, 1_800_000_000).map((player) => player.metrics.length);
    expect(metrics).toEqual([3, 3, 3, 1, 3, 3, 3, 1]);
  });

  it('plays the same people whenever a run on the same state is started', () => {
    const options = parseOptions(['--once', '--employees', '2', '--seed', '5']);
    expect(options && playersOf(options, 1_800_000_000)).toEqual(options && playersOf(options, 1_800_000_000));
  });
});
