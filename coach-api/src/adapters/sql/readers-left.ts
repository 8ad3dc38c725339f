import { setTimeout as pause } from 'node:timers/promises';
import { CoachError } from '../../error.js';

const ATTEMPTS = 100;
const PAUSE_MS = 20;

/**
 * Settles when nobody reads any more what was there before something was destroyed.
 *
 * @param haveLeft looks whether it is so
 * @throws CoachError `store-unavailable` when they still do after two seconds
 */
export async function readersLeft(haveLeft: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (await haveLeft()) return;
    await pause(PAUSE_MS);
  }
  throw new CoachError(
    'store-unavailable',
    'Somebody reads the database as it was before an erasure or a withdrawal: end that, so that what was destroyed can go.',
  );
}
