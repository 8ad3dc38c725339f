/**
 * How many of the newest envelopes keep their bytes although they are received and proven: more than a week of them, so
 * that a coach API that was restored from an old backup can be given again what it lost.
 */
export const KEPT_ENVELOPES = 1_024;
