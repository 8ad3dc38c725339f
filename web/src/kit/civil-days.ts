/* Civil days, `YYYY-MM-DD`, in the time of this machine. */

const two = (value: number): string => String(value).padStart(2, '0');

export const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** @param days how many later; earlier where it is negative */
export function dayAfter(day: string, days: number): string {
  const at = new Date(`${day}T12:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export const dayBefore = (day: string): string => dayAfter(day, -1);

/** Unix seconds. A zone whose clocks change at midnight begins its day where it begins. */
export const startOf = (day: string): number => new Date(`${day}T00:00`).getTime() / 1000;
