import { decodeCurrentTime, encodeCurrentTime, unixOfWall } from '../core/gatt-time.js';
import type { Session, WearableClock } from '../wearable-port.js';
import type { GattLink } from './gatt-link.js';

/** Current Time. */
export const CURRENT_TIME = '2a2b';

/** The clock of a wearable with the Current Time service, which shows the time on the employee's wall. */
export function gattClock(link: GattLink, session: Session): WearableClock {
  const { offsetMinutes } = session;
  return {
    read: async () => unixOfWall(decodeCurrentTime(await link.read(CURRENT_TIME)), session.now(), offsetMinutes),
    set: (unix) => link.write(CURRENT_TIME, encodeCurrentTime(unix, offsetMinutes(unix))),
  };
}
