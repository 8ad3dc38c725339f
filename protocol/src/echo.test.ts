import { describe, expect, it } from 'vitest';
import { createEcho, type Echo } from './echo.js';

const begun = (): Echo => {
  const echo = createEcho({ within: 1_500 });
  echo.begin(0);
  return echo;
};

describe('an echo', () => {
  it('is heard once something came back, and not before', () => {
    const echo = begun();
    echo.say('a', 1_000);
    expect(echo.isHeard(1_000)).toBe(false);
    echo.hear('a');
    expect(echo.isHeard(1_001)).toBe(true);
  });

  it('counts from when it was said, however late it came', () => {
    const echo = begun();
    echo.say('a', 1_000);
    echo.say('b', 2_000);
    echo.hear('a');
    expect([echo.isHeard(2_500), echo.isHeard(2_501)]).toEqual([true, false]);
    echo.hear('b');
    echo.hear('a');
    expect([echo.isHeard(3_500), echo.isHeard(3_501)]).toEqual([true, false]);
  });

  it('is nothing that was not said over this connection', () => {
    const echo = begun();
    echo.hear('b');
    expect(echo.isHeard(0)).toBe(false);
    echo.say('a', 0);
    echo.begin(0);
    echo.hear('a');
    expect(echo.isHeard(0)).toBe(false);
  });

  it('ends with its connection', () => {
    const echo = begun();
    echo.say('a', 0);
    echo.hear('a');
    echo.begin(0);
    expect(echo.isHeard(0)).toBe(false);
  });

  it('is not missed behind what agents send', () => {
    const echo = begun();
    echo.came(1_000);
    expect([echo.isHeard(2_500), echo.isHeard(2_501)]).toEqual([true, false]);
  });

  it('is taken from its beginning on for as long as something is confirmed in time, whoever is heard', () => {
    const echo = begun();
    echo.came(1_600);
    expect([echo.isTaken(1_500), echo.isTaken(1_501)]).toEqual([true, false]);
    echo.confirmed(1_600);
    expect([echo.isTaken(3_100), echo.isTaken(3_101)]).toEqual([true, false]);
    echo.begin(9_000);
    expect([echo.isTaken(10_500), echo.isTaken(10_501)]).toEqual([true, false]);
  });

  it('remembers no more than what can come in time', () => {
    const echo = begun();
    for (let i = 0; i <= 64; i += 1) echo.say(String(i), i);
    echo.hear('0');
    expect(echo.isHeard(64)).toBe(false);
    echo.hear('1');
    expect(echo.isHeard(64)).toBe(true);
  });
});
