import { civilDay, zoneOffset } from '@fit4work/protocol';

const DAY = 86_400;
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `HH:MM` of the wall clock of a zone. @param time Unix seconds */
export function localClock(time: number, zone: string): string {
  const seconds = (((time + zoneOffset(time, zone)) % DAY) + DAY) % DAY;
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor((seconds % 3600) / 60))}`;
}

/** `YYYY-MM-DD HH:MM`: read alike in every language. @param time Unix seconds */
export const localTime = (time: number, zone: string): string => `${civilDay(time, zone)} ${localClock(time, zone)}`;
