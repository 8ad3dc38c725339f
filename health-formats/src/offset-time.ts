import { toRfc3339, zoneOffset } from '@fit4work/protocol';

/** Unix seconds as ISO 8601 with the zone's offset at that instant, such as `2026-03-29T03:00:00+02:00`. */
export type OffsetTime = (time: number) => string;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** An offset that is no whole number of minutes (Monrovia until 1972) has no ISO 8601 form: such an instant is in UTC. */
function write(time: number, offset: number): string {
  const wall = time + offset;
  if (offset % 60 !== 0 || wall < 0) return toRfc3339(time);
  const minutes = Math.abs(offset) / 60;
  const sign = offset < 0 ? '-' : '+';
  return toRfc3339(wall).replace('Z', `${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`);
}

/** Minutes of some days. */
const REMEMBERED = 8192;

/** @param zone IANA name */
export function offsetTimeIn(zone: string): OffsetTime {
  // Asking the zone is what costs, and each form of a day asks for the same minutes.
  const offsets = new Map<number, number>();
  return (time) => {
    const minute = Math.floor(time / 60);
    let offset = offsets.get(minute);
    if (offset === undefined) {
      offset = zoneOffset(time, zone);
      if (offsets.size >= REMEMBERED) offsets.clear();
      offsets.set(minute, offset);
    }
    return write(time, offset);
  };
}
