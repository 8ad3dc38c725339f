import { addDays } from '@fit4work/protocol';

/** Civil days that the employee had forgotten, first and last included. */
export interface ErasedDays {
  readonly from: string;
  readonly until: string;
}

/** The same days, and the stretch of time, [start, end) in Unix seconds, that they were where they were erased. */
interface ErasedStretch extends ErasedDays {
  readonly start: number;
  readonly end: number;
}

export const isErased = (day: string, erased: readonly ErasedDays[]): boolean =>
  erased.some(({ from, until }) => from <= day && day <= until);

export const isErasedTime = (time: number, erased: readonly Omit<ErasedStretch, keyof ErasedDays>[]): boolean =>
  erased.some(({ start, end }) => start <= time && time < end);

/** The days without those erased at either end of them; null where none is left. */
export function outsideErased({ from, until }: ErasedDays, erased: readonly ErasedDays[]): ErasedDays | null {
  const [first, last] = [firstOutside(from, erased), lastOutside(until, erased)];
  return first > last ? null : { from: first, until: last };
}

function firstOutside(day: string, erased: readonly ErasedDays[]): string {
  const over = erased.find(({ from, until }) => from <= day && day <= until);
  return over === undefined ? day : firstOutside(addDays(over.until, 1), erased);
}

function lastOutside(day: string, erased: readonly ErasedDays[]): string {
  const over = erased.find(({ from, until }) => from <= day && day <= until);
  return over === undefined ? day : lastOutside(addDays(over.from, -1), erased);
}

/** Whether a window is of such a day. In a zone that was changed since, a day of another name may hold what was erased. */
export const isErasedWindow = (
  { day, start }: { readonly day: string; readonly start: number },
  erased: readonly ErasedStretch[],
): boolean => isErased(day, erased) || isErasedTime(start, erased);
