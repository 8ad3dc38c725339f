import { decodePineTime } from '../core/gatt-time.js';
import { type Count, readCounter, walkedSince } from '../core/step-counter.js';
import { CounterListening } from '../gatt/counter-listening.js';
import { gattAbout } from '../gatt/gatt-about.js';
import { gattBattery } from '../gatt/gatt-battery.js';
import { CURRENT_TIME, GattClock } from '../gatt/gatt-clock.js';
import type { GattLink } from '../gatt/gatt-link.js';
import { HEART_RATE, HEART_RATE_SERVICE, Listening } from '../gatt/listening.js';
import { WearableError } from '../wearable-error.js';
import type { Batch, Family, Mark, Session, Wearable } from '../wearable-port.js';

/* PineTime with InfiniTime (doc/MotionService.md and doc/ble.md of InfiniTime). The watch keeps no history but the steps
   since its midnight, so what was walked without a link is known as one number. Its midnight is when its own clock first
   shows an hour of 0 (src/components/datetime/DateTimeController.cpp). */

const STEPS = '0003000178fc48fe8e23433b3a1942d0';

async function open(link: GattLink, session: Session): Promise<Wearable> {
  const { now } = session;
  // Before the counter, and before anybody sets it: it says whether the counter began anew since the mark.
  const clock = link.has(CURRENT_TIME) ? await clockOf(link, session) : undefined;
  const aheadAt = (at: number): number | undefined => clock?.aheadAt(at);
  const mark = usable(session.mark);
  const count = await countNow(link, { mark, now, aheadAt });
  const walked = mark && walkedSince(mark, count);
  const markAt = (at: number, counter: number | undefined): Mark | undefined => markOf(counter, at, aheadAt(at));
  const listening = new Listening({ link, session, markAt, from: walked?.since ?? count.at });
  if (walked) catchUp(listening, walked, count.at);
  const steps = new CounterListening({ link, uuid: STEPS, read: readCounter, now }, listening, count);
  if (!session.listen) listening.minutes.finish(count.at - 1);
  else {
    await steps.start();
    await listening.hearHeartRate();
  }
  return {
    ...(clock && { clock }),
    get refused() {
      return listening.refused;
    },
    battery: () => gattBattery(link),
    about: () => gattAbout(link),
    history: nothing,
    live: (until) => listening.live(until),
    close: () => link.close(),
  };
}

/** A clock that cannot be read is no reason not to open: then it is not known, and nothing is concluded from it. */
async function clockOf(link: GattLink, session: Session): Promise<GattClock> {
  const clock = new GattClock(link, session, decodePineTime);
  await clock.read().catch((error: unknown) => {
    if (!(error instanceof WearableError) || error.fault === 'transient') throw error;
  });
  return clock;
}

interface Since {
  readonly mark: Count | undefined;
  readonly now: () => number;
  readonly aheadAt: (at: number) => number | undefined;
}

async function countNow(link: GattLink, { mark, now, aheadAt }: Since): Promise<Count> {
  const read = async (): Promise<number> => readCounter(await link.read(STEPS));
  let counter = await read();
  // Less than before means a new beginning: that is looked at twice.
  if (mark && counter < mark.counter) counter = await read();
  const at = now();
  return { counter, at, ahead: aheadAt(at) };
}

/** More than anybody can have walked is not believed: then the counter as it stands is the beginning, and no steps. */
function catchUp({ minutes }: Listening, { since, count }: { since: number; count: number }, now: number): void {
  if (since < now) minutes.caughtUp(since, now, count);
  else if (count > 0) minutes.stepped(now, count);
}

/** `ahead` tells the clock that the counter belonged to: the watch may be set at any time after. */
function markOf(counter: number | undefined, at: number, ahead: number | undefined): Mark | undefined {
  if (counter === undefined) return undefined;
  return ahead === undefined ? { counter, at } : { counter, at, ahead };
}

function usable(mark: Mark | undefined): Count | undefined {
  if (mark?.counter === undefined || mark.at === undefined) return undefined;
  return { counter: mark.counter, at: mark.at, ahead: mark.ahead };
}

async function* nothing(): AsyncGenerator<Batch> {}

/** By which its firmware is replaced; no other wearable of these families has it. */
const FIRMWARE_UPDATE = '000015301212efde1523785feabcd123';

export const family: Family = {
  name: 'infinitime',
  title: 'PineTime with InfiniTime',
  keyed: false,
  advertises: [HEART_RATE_SERVICE, FIRMWARE_UPDATE],
  requires: [STEPS, HEART_RATE],
  memory: 'none',
  sleep: 'none',
  open,
};
