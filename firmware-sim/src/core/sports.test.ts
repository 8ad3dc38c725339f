import { describe, expect, it } from 'vitest';
import { heartRateMeasurement, runningMeasurement } from './sports.js';

describe('a heart rate measurement', () => {
  it.each([
    ['a pulse alone', { bpm: 60 }, [0, 60]],
    ['sixteen bits where eight do not do', { bpm: 300 }, [1, 44, 1]],
    ['sixteen bits where it is asked to', { bpm: 60, wide: true }, [1, 60, 0]],
    ['a sensor that touches', { bpm: 60, contact: true }, [6, 60]],
    ['a sensor that does not', { bpm: 0, contact: false }, [4, 0]],
    ['energy', { bpm: 60, energyKilojoules: 513 }, [8, 60, 1, 2]],
    ['beats', { bpm: 60, intervals: [1024, 1000] }, [16, 60, 0, 4, 232, 3]],
    [
      'all of it',
      { bpm: 60, wide: true, contact: true, energyKilojoules: 1, intervals: [1024] },
      [31, 60, 0, 1, 0, 0, 4],
    ],
  ])('tells %s', (_, value, bytes) => {
    expect([...heartRateMeasurement(value)]).toEqual(bytes);
  });
});

describe('a running measurement', () => {
  it('tells what it has, little end first', () => {
    const walk = { metresPerSecond: 1.5, cadence: 110, running: false };
    expect([...runningMeasurement(walk)]).toEqual([0, 0x80, 1, 110]);
    const run = { ...walk, running: true, strideMetres: 3, distanceMetres: 6553.7 };
    expect([...runningMeasurement(run)]).toEqual([7, 0x80, 1, 110, 44, 1, 1, 0, 1, 0]);
    expect([...runningMeasurement({ ...walk, distanceMetres: 1 })]).toEqual([2, 0x80, 1, 110, 10, 0, 0, 0]);
  });
});
