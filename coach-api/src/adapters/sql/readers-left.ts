import { setTimeout as pause } from 'node:timers/promises';
import { CoachError } from '../../error.js';

const LOOKS = 100;
const PAUSE_MS = 20;

/**
 * Settles when nobody reads any more what was there before something was destroyed.
 *
 * @param haveLeft looks whether it is so
 * @param looks how often, for two seconds where nothing is said
 * @throws CoachError `store-unavailable` when they still do then
 */
export async function readersLeft(haveLeft: () => Promise<boolean>, looks = LOOKS): Promise<void> {
  for (let look = 1; !(await haveLeft()); look += 1) {
    if (look >= looks) throw stillRead();
    await pause(PAUSE_MS);
  }
}

const stillRead = (): CoachError =>
  new CoachError(
    'store-unavailable',
    'Somebody reads the database as it was before an erasure or a withdrawal: end that, so that what was destroyed can go.',
  );
