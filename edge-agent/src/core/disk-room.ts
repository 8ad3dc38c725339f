/** With less than this left a disk counts as full, in bytes: a transaction needs it. */
const LEAST_FREE = 2 ** 20;

/** @param free bytes that are left to this user */
export const isDiskFull = (free: number): boolean => free < LEAST_FREE;
