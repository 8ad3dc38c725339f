import { readCounter, walkedSince } from '../core/step-counter.js';
import { CounterListening } from '../gatt/counter-listening.js';
import { gattBattery } from '../gatt/gatt-battery.js';
import { CURRENT_TIME, gattClock } from '../gatt/gatt-clock.js';
import type { GattLink } from '../gatt/gatt-link.js';
import { HEART_RATE, Listening } from '../gatt/listening.js';
import type { Batch, Family, Mark, Session, Wearable } from '../wearable-port.js';

/* PineTime with InfiniTime (doc/MotionService.md and doc/ble.md of InfiniTime). The watch keeps no history but the steps
   since its midnight, so what was walked without a link is known as one number. */

const STEPS = '0003000178fc48fe8e23433b3a1942d0';

async function open(link: GattLink, session: Session): Promise<Wearable> {
  const { now, startOfDay } = session;
  const read = async (): Promise<number> => readCounter(await link.read(STEPS));
  const mark = usable(session.mark);
  let counter = await read();
  // Less than before means a new beginning: that is looked at twice.
  if (mark && counter < mark.counter) counter = await read();
  const count = { counter, at: now() };
  const walked = mark && walkedSince(mark, count, startOfDay);
  const listening = new Listening({ link, session, markAt, from: walked?.since ?? count.at });
  if (walked) catchUp(listening, walked, count.at);
  const steps = new CounterListening({ link, uuid: STEPS, read: readCounter, now }, listening, count);
  if (!session.listen) listening.minutes.finish(count.at - 1);
  else {
    await steps.start();
    await listening.hearHeartRate();
  }
  return {
    ...(link.has(CURRENT_TIME) && { clock: gattClock(link, session) }),
    battery: () => gattBattery(link),
    history: nothing,
    live: (until) => listening.live(until),
    close: () => link.close(),
  };
}

/** More than anybody can have walked is not believed: then the counter as it stands is the beginning, and no steps. */
function catchUp({ minutes }: Listening, { since, count }: { since: number; count: number }, now: number): void {
  if (since < now) minutes.caughtUp(since, now, count);
  else if (count > 0) minutes.stepped(now, count);
}

function markAt(at: number, counter: number | undefined): Mark | undefined {
  return counter === undefined ? undefined : { counter, at };
}

function usable(mark: Mark | undefined): { readonly counter: number; readonly at: number } | undefined {
  if (mark?.counter === undefined || mark.at === undefined) return undefined;
  return { counter: mark.counter, at: mark.at };
}

async function* nothing(): AsyncGenerator<Batch> {}

export const family: Family = {
  name: 'infinitime',
  title: 'PineTime with InfiniTime',
  keyed: false,
  requires: [STEPS, HEART_RATE],
  memory: 'none',
  sleep: 'none',
  open,
};
