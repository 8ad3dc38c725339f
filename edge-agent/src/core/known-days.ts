/* The civil days of which an agent may be asked. */

/** No agent made a window before it, and its start is an instant in every zone. */
export const FIRST_DAY = '1970-01-02';

/** The day after it is a day as well, and its end an instant in every zone. */
export const LAST_DAY = '9999-12-30';

/** @param day of the calendar, or no day at all */
export const isKnownDay = (day: string): boolean => day >= FIRST_DAY && day <= LAST_DAY;
