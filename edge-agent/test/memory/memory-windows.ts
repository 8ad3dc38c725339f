import { GRANULARITIES } from '@fit4work/protocol';
import type { Positions, SealedWindow, SealedWindows, TouchedDay } from '../../src/ports.js';
import type { MemoryState } from './memory-disk.js';

/* Which windows are sealed, and which days were touched since. */

const byPlace = (a: SealedWindow, b: SealedWindow): number =>
  GRANULARITIES.indexOf(a.granularity) - GRANULARITIES.indexOf(b.granularity) || a.start - b.start;

export const reaching = (windows: readonly SealedWindow[], from: number, until: number): readonly SealedWindow[] =>
  windows.filter((window) => window.start < until && window.until > from).sort(byPlace);

/** Windows begin with the first history; until one is sealed, that of a second wearable may be earlier. */
export const beginWindows = ({ positions, windows }: MemoryState, from: Positions): Positions =>
  positions === undefined || (from.raw < positions.raw && windows.length === 0) ? from : positions;

export function withTouched(before: readonly TouchedDay[], touched: readonly TouchedDay[]): readonly TouchedDay[] {
  const days = new Map(before.map((each) => [each.day, each]));
  for (const each of touched) {
    const known = days.get(each.day) ?? each;
    days.set(each.day, {
      day: each.day,
      from: Math.min(each.from, known.from),
      until: Math.max(each.until, known.until),
      chunk: Math.max(each.chunk, known.chunk),
      waiting: each.waiting || known.waiting,
    });
  }
  return [...days.values()].sort((a, b) => a.day.localeCompare(b.day));
}

type Sealed = Pick<SealedWindows, 'windows' | 'settled' | 'unsettled'>;

export function withWindows(
  state: MemoryState,
  { windows = [], settled = [], unsettled = [] }: Sealed,
): Pick<MemoryState, 'windows' | 'touched'> {
  const isSame = (a: SealedWindow, b: SealedWindow): boolean => a.granularity === b.granularity && a.start === b.start;
  const left = state.touched.filter(
    ({ day, chunk }) => !settled.some((each) => each.day === day && each.chunk === chunk),
  );
  return {
    windows: [...state.windows.filter((known) => !windows.some((window) => isSame(window, known))), ...windows],
    touched: withTouched(left, unsettled),
  };
}
