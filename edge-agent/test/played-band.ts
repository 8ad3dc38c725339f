import { encodeClock } from '../src/core/huami-time.js';
import { type HuamiScript, type Stretch, script } from './wearables/huami.js';

/** What a minute on the wrist is: asleep until six, and then as many steps as the minute of the hour says. */
const minuteOf = (at: number): readonly number[] =>
  at % 1440 < 360 ? [11, 0, 0, 50] : [1, 20, at % 60, 70 + (at % 40)];

/** Steps that the played band counts in a whole day. */
export const STEPS_OF_A_DAY = 18 * (59 * 30);

/** A band that holds every minute of a stretch that begins at a midnight, half a day in each of its transfers. */
export function playedBand({ from, minutes }: { from: number; minutes: number }, clock: () => number): HuamiScript {
  const held: Stretch[] = [];
  for (let at = 0; at < minutes; at += 720) {
    const length = Math.min(720, minutes - at);
    const bytes = Array.from({ length }, (_, minute) => minuteOf(at + minute)).flat();
    held.push({ from: from + at * 60, minutes: length, bytes });
  }
  const band = script();
  return {
    ...band,
    held,
    // Its clock goes right.
    read(uuid) {
      return uuid === '2a2b' ? encodeClock(clock(), 0) : band.read.call(this, uuid);
    },
  };
}
