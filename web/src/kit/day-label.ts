import { dayOf, startOf } from './civil-days.js';
import { shortDate } from './format.js';

/**
 * How a time stands on an axis of civil days, whose points stand where their days begin: between two of them the axis says nothing.
 * @param time Unix seconds
 */
export function dayLabel(time: number): string {
  const day = dayOf(new Date(time * 1000));
  return startOf(day) === time ? shortDate(day) : '';
}
