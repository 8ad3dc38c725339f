import { fixed } from '../bytes.mjs';

/* What the records of the vectors are about. */

export const PSEUDONYM = fixed('pseudonym', 16);
/** 2026-11-15T10:15:00Z, the start of a quarter of an hour. */
export const TIME = 1_794_737_700;
/** The last second of the year 9999. */
export const LAST_TIME = 253_402_300_799;
export const ZEROS = new Uint8Array(32);
export const salt = (/** @type {string} */ of) => fixed(`salt/${of}`);
export const leafOf = (/** @type {string} */ of) => fixed(`leaf/${of}`);
