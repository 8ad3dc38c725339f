import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../test/bounds.js';
import { LiveMinutes } from './live-minutes.js';

const START = Date.UTC(2026, 4, 4, 12) / 1000;
const at = (second: number): number => START + second;

function begun(from = START): LiveMinutes {
  return new LiveMinutes(from);
}

describe('what is told live', () => {
  it('is one sample of steps a minute, and heart rates as they came', () => {
    const live = begun();
    live.stepped(at(5), 10);
    live.stepped(at(59), 5);
    live.stepped(at(60), 7);
    live.heartRate(at(61), 80, [1024]);
    live.heartRate(at(61), 82);
    expect(live.take(at(120))).toEqual({
      from: START,
      to: at(120),
      samples: [
        { metric: 'steps', start: START, duration: 60, value: 15 },
        { metric: 'steps', start: at(60), duration: 60, value: 7 },
        { metric: 'heart-rate', start: at(61), value: 80, rr: [1024] },
        { metric: 'heart-rate', start: at(61), value: 82 },
      ],
      worn: [{ start: START, duration: 120 }],
      counter: undefined,
    });
  });

  it('is cut where it is taken, and goes on there', () => {
    const live = begun(at(10));
    live.stepped(at(20), 10);
    live.stepped(at(40), 4);
    expect(live.take(at(30))?.samples).toEqual([{ metric: 'steps', start: at(10), duration: 20, value: 10 }]);
    live.acknowledge(at(30));
    expect(live.take(at(90))).toMatchObject({
      from: at(30),
      samples: [{ metric: 'steps', start: at(30), duration: 30, value: 4 }],
      worn: [{ start: at(30), duration: 30 }],
    });
  });

  it('is nothing where nothing was told, or not yet', () => {
    const live = begun();
    expect(live.take(at(100))).toBeUndefined();
    live.heartRate(at(100), 60);
    expect([live.take(at(100)), live.take(START), live.take(at(-5))]).toEqual([undefined, undefined, undefined]);
    expect(live.take(at(101))).toBeDefined();
  });

  it('counts a minute of no steps as measured, and not as worn', () => {
    const live = begun();
    expect(live.stepped(at(5), 0)).toBe(true);
    expect(live.take(at(60))).toMatchObject({ samples: [{ value: 0 }], worn: [] });
  });

  it('counts contact as worn, without any sample', () => {
    const live = begun();
    live.contact(at(65));
    live.contact(at(65));
    expect(live.take(at(300))).toMatchObject({ samples: [], worn: [{ start: at(60), duration: 60 }] });
  });

  it('ends with the second in which the link ended', () => {
    const live = begun();
    live.heartRate(at(10), 60);
    live.finish(at(12));
    live.heartRate(at(13), 61);
    live.contact(at(13));
    live.note(at(13), 5);
    expect(live.stepped(at(13), 1)).toBe(false);
    expect(live.take(at(500))).toMatchObject({ to: at(13), samples: [{ value: 60 }], counter: undefined });
  });

  it('keeps the order of arrival when the clock of this machine goes back', () => {
    const live = begun();
    live.heartRate(at(100), 60);
    live.heartRate(at(40), 61);
    const told = live.take(at(101));
    expect(told?.samples).toMatchObject([{ start: at(100) }, { start: at(100) }]);
    live.acknowledge(at(101));
    live.heartRate(at(50), 62);
    expect(live.take(at(102))?.samples).toMatchObject([{ start: at(101), value: 62 }]);
  });

  it('does not go back when stretches are acknowledged out of order', () => {
    const live = begun();
    live.heartRate(at(10), 60);
    live.heartRate(at(20), 61);
    live.acknowledge(at(21));
    live.acknowledge(at(11));
    expect(live.take(at(30))).toBeUndefined();
    live.heartRate(at(30), 62);
    expect(live.take(at(40))?.from).toBe(at(21));
  });
});

describe('steps that are too many', () => {
  it('for a minute are not believed', () => {
    const live = begun();
    expect([live.stepped(at(1), 300), live.stepped(at(2), 1), live.stepped(at(60), 301)]).toEqual([true, false, false]);
    expect(live.stepped(at(61), -1)).toBe(false);
    expect(live.take(at(120))?.samples).toEqual([{ metric: 'steps', start: START, duration: 60, value: 300 }]);
  });

  it('for a minute but not for the time since the count before are one sample over that time', () => {
    const live = begun();
    live.stepped(at(10), 100);
    expect(live.stepped(at(200), 500, at(10))).toBe(true);
    live.stepped(at(230), 20);
    expect(live.take(at(300))).toMatchObject({
      samples: [
        { start: START, duration: 11, value: 100 },
        { start: at(11), duration: 190, value: 500 },
        { start: at(201), duration: 39, value: 20 },
      ],
      worn: [
        { start: START, duration: 60 },
        { start: at(180), duration: 60 },
      ],
    });
  });

  it('for the time since the count before are not believed', () => {
    const live = begun();
    live.stepped(at(10), 100);
    expect(live.stepped(at(130), 601, at(10))).toBe(false);
    expect(live.stepped(at(131), 300, at(10))).toBe(true);
  });

  it('do not hide behind those of a longer time', () => {
    const live = begun();
    expect(live.stepped(at(185), 800, at(5))).toBe(true);
    expect([live.stepped(at(186), 33), live.stepped(at(187), 1), live.stepped(at(188), 1)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(live.stepped(at(240), 300)).toBe(true);
  });

  it('share the sample of a longer time when they are counted in its last second', () => {
    const live = begun();
    live.stepped(at(185), 800, at(5));
    expect([live.stepped(at(185), 100), live.stepped(at(185), 1)]).toEqual([true, false]);
    expect(live.take(at(200))?.samples).toEqual([{ metric: 'steps', start: at(6), duration: 180, value: 900 }]);
  });

  it('stay whole: no stretch ends within the time that they fill', () => {
    const live = begun();
    live.heartRate(at(90), 70);
    live.stepped(at(185), 800, at(5));
    expect(live.take(at(100))).toBeUndefined();
    live.heartRate(at(186), 71);
    const told = live.take(at(186));
    expect(told && faultsOf(told)).toEqual([]);
    expect(told?.samples).toHaveLength(2);
  });

  it('do not reach back into what was taken', () => {
    const live = begun();
    live.heartRate(at(10), 60);
    live.take(at(120));
    live.acknowledge(at(120));
    expect(live.stepped(at(150), 301, START)).toBe(false);
    expect(live.stepped(at(185), 500, START)).toBe(true);
    expect(live.take(at(200))).toMatchObject({
      from: at(120),
      samples: [{ start: at(120), duration: 66, value: 500 }],
    });
  });
});

describe('steps to catch up on', () => {
  it('are one sample over the whole time, of which none counts as worn', () => {
    const live = begun(at(-3600));
    expect(live.caughtUp(at(-3600), START, 4000)).toBe(true);
    live.note(START, 4000);
    live.stepped(at(20), 30);
    expect(live.take(at(60))).toEqual({
      from: at(-3600),
      to: at(60),
      samples: [
        { metric: 'steps', start: at(-3600), duration: 3600, value: 4000 },
        { metric: 'steps', start: START, duration: 60, value: 30 },
      ],
      worn: [{ start: START, duration: 60 }],
      counter: 4000,
    });
  });

  it('are taken as soon as they are known, and not in parts', () => {
    const live = begun(at(-3600));
    live.caughtUp(at(-3600), START, 400);
    expect(live.take(at(-1))).toBeUndefined();
    expect(live.take(START)).toMatchObject({ to: START, samples: [{ value: 400 }] });
  });

  it('are not believed beyond what anybody can walk, and fill a day at most', () => {
    expect(begun(at(-120)).caughtUp(at(-120), START, 601)).toBe(false);
    const live = begun(at(-90_000));
    expect(live.caughtUp(at(-90_000), START, 9000)).toBe(true);
    expect(live.take(START)?.samples).toEqual([{ metric: 'steps', start: at(-86_400), duration: 86_400, value: 9000 }]);
  });

  it('are none for a wearable that is not listened to any more', () => {
    const live = begun(at(-120));
    live.finish(at(-100));
    expect(live.caughtUp(at(-120), START, 10)).toBe(false);
  });
});

describe('the counter of a wearable', () => {
  it('goes with the stretch as it stood at its end, alone if need be', () => {
    const live = begun();
    live.note(START, 1000);
    live.stepped(at(10), 5);
    live.note(at(10), 1005);
    live.note(at(20), 1005);
    live.note(at(20), 1006);
    expect(live.take(at(5))).toMatchObject({ samples: [], counter: 1000 });
    expect(live.take(at(15))?.counter).toBe(1005);
    live.acknowledge(at(15));
    expect(live.take(at(25))).toMatchObject({ samples: [], counter: 1006 });
    live.acknowledge(at(25));
    expect(live.take(at(500))).toBeUndefined();
    live.heartRate(at(501), 60);
    expect(live.take(at(502))?.counter).toBe(1006);
  });
});

describe('the memory of what is told', () => {
  it('is full after two hours that nobody took', () => {
    const live = begun();
    for (let second = 0; second < 7200; second++) live.heartRate(at(second), 60);
    expect(live.isFull).toBe(false);
    live.heartRate(at(7200), 60);
    expect(live.isFull).toBe(true);
    live.acknowledge(at(3600));
    expect(live.isFull).toBe(false);
  });

  it('is full when more is told than any sensor has to tell', () => {
    const live = begun();
    for (let turn = 0; turn < 28_800; turn++) live.heartRate(at(turn >> 6), 60);
    expect(live.isFull).toBe(true);
  });

  it('is not filled by silence', () => {
    const live = begun();
    live.note(START, 5);
    live.note(at(100_000), 5);
    live.heartRate(at(100_000), 60);
    expect(live.isFull).toBe(false);
  });
});
