import type { WearableCentral } from './central-port.js';
import type { Noticed } from './noticed.js';
import { WearableError, type WearableErrorCode } from './wearable-error.js';

/** By which a search ends that no radio listened to. */
const WITHOUT_RADIO: ReadonlySet<WearableErrorCode> = new Set(['no-radio', 'timeout']);

/**
 * The same central; whether its radio can be used is noticed at every search, since without one no wearable is ever read, and
 * each of them only seems to be away. Closing it closes both.
 *
 * @param isUsed whether a wearable is paired: one may have been taken off beside it, and what stands is written last of all
 */
export const noticingRadio = (
  central: WearableCentral,
  noticed: Pick<Noticed, 'holds' | 'over' | 'close'>,
  isUsed: () => Promise<boolean>,
): WearableCentral => ({
  // Somebody waits for its answer, and is told what stands in the way.
  nearby: (forMs, stopped) => central.nearby(forMs, stopped),
  async find(address, withinMs, stopped) {
    try {
      const found = await central.find(address, withinMs, stopped);
      noticed.over('radio-unusable');
      return found;
    } catch (error) {
      const code = error instanceof WearableError ? error.code : undefined;
      if (code === 'not-found') noticed.over('radio-unusable');
      else if (code !== undefined && WITHOUT_RADIO.has(code)) noticed.holds('radio-unusable');
      throw error;
    }
  },
  async close() {
    await central.close();
    await noticed.close();
    if (await isUsed()) return;
    noticed.over('radio-unusable');
    await noticed.close();
  },
});
