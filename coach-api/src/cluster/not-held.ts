import { CoachError } from '../error.js';

/** Another coach API looks after this person by now, or is about to. Nothing was done. */
export const notHeld = (): CoachError =>
  new CoachError('not-held', 'No coach API that is reached looks after this person at the moment: try again.', {
    retryAfter: 1,
  });
