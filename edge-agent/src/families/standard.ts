import { CadenceCounter, type CadenceSteps, readRunning } from '../core/gatt-running.js';
import { gattAbout } from '../gatt/gatt-about.js';
import { gattBattery } from '../gatt/gatt-battery.js';
import { CURRENT_TIME, GattClock } from '../gatt/gatt-clock.js';
import type { GattLink } from '../gatt/gatt-link.js';
import { HEART_RATE, HEART_RATE_SERVICE, Listening } from '../gatt/listening.js';
import type { Batch, Family, Session, Wearable } from '../wearable-port.js';

/* Any sensor with the Bluetooth SIG's Heart Rate service: chest straps, armbands. Many have Running Speed and Cadence,
   Battery and Current Time as well. */

const RUNNING = '2a53';

async function open(link: GattLink, session: Session): Promise<Wearable> {
  const listening = new Listening({ link, session, markAt: () => undefined });
  const cadence = new CadenceCounter();
  const count = (steps: CadenceSteps | undefined): void => {
    if (steps) listening.minutes.stepped(steps.at, steps.count);
  };
  if (session.listen) {
    await listening.hearHeartRate();
    if (link.has(RUNNING)) {
      await listening.hear(RUNNING, (value, at) => count(cadence.tell(at, readRunning(value).cadence)));
    }
  }
  return {
    ...(link.has(CURRENT_TIME) && { clock: new GattClock(link, session) }),
    get refused() {
      return listening.refused;
    },
    battery: () => gattBattery(link),
    about: () => gattAbout(link),
    history: nothing,
    live: (until) => {
      count(cadence.settle(Math.min(until, session.now())));
      return listening.live(until);
    },
    close: () => link.close(),
  };
}

async function* nothing(): AsyncGenerator<Batch> {}

export const family: Family = {
  name: 'standard',
  title: 'Sensors with the Bluetooth Heart Rate service, and Running Speed and Cadence',
  keyed: false,
  advertises: [HEART_RATE_SERVICE],
  requires: [HEART_RATE],
  memory: 'none',
  sleep: 'none',
  open,
};
