import { readBodyLocation, readDeviceText } from '../core/gatt-device.js';
import { CadenceCounter, type CadenceSteps, readRunning, readRunningFeatures } from '../core/gatt-running.js';
import { gattBattery } from '../gatt-battery.js';
import { CURRENT_TIME, gattClock } from '../gatt-clock.js';
import type { GattLink } from '../gatt-link.js';
import { HEART_RATE, Listening } from '../listening.js';
import type { Batch, Family, Session, Wearable } from '../wearable-port.js';

/* Any sensor with the Bluetooth SIG's Heart Rate service: chest straps, armbands. Many have Running Speed and Cadence,
   Battery, Device Information and Current Time as well. */

const RUNNING = '2a53';
const READABLE = {
  location: ['2a38', readBodyLocation],
  features: ['2a54', readRunningFeatures],
  firmware: ['2a26', readDeviceText],
  model: ['2a24', readDeviceText],
  maker: ['2a29', readDeviceText],
} as const;

/** What the sensor says about itself, for people; absent where it does not say. */
export type About = { readonly [K in keyof typeof READABLE]?: ReturnType<(typeof READABLE)[K][1]> };

/** A sensor on a link. */
export interface StandardWearable extends Wearable {
  about(): Promise<About>;
}

async function open(link: GattLink, session: Session): Promise<StandardWearable> {
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
    ...(link.has(CURRENT_TIME) && { clock: gattClock(link, session) }),
    battery: () => gattBattery(link),
    history: nothing,
    live: (until) => {
      count(cadence.settle(Math.min(until, session.now())));
      return listening.live(until);
    },
    close: () => link.close(),
    about: () => about(link),
  };
}

async function about(link: GattLink): Promise<About> {
  const found: Record<string, unknown> = {};
  for (const [name, [uuid, read]] of Object.entries(READABLE)) {
    if (link.has(uuid)) found[name] = read(await link.read(uuid));
  }
  return found;
}

async function* nothing(): AsyncGenerator<Batch> {}

export const family: Family = {
  name: 'standard',
  title: 'Sensors with the Bluetooth Heart Rate service, and Running Speed and Cadence',
  keyed: false,
  requires: [HEART_RATE],
  memory: false,
  sleep: 'none',
  open,
};
