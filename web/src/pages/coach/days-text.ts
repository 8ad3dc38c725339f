import { format, say } from '../../kit/index.js';
import * as words from './messages.js';

/** First and last civil day. */
export const daysText = (from: string, until: string): string =>
  from === until ? format.day(from) : say(words.days, { from: format.day(from), until: format.day(until) });

/** As the row of a table is named, where a year says nothing. */
export const shortDaysText = (from: string, until: string): string =>
  say(words.shortDays, { from: format.shortDate(from), until: format.shortDate(until) });
