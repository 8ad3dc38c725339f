import { generatedMinutes, parseDate } from '@fit4work/firmware-sim';
import type HciSocket from '@fit4work/hci-seam';
import { inProcessTransport } from '@fit4work/virtual-radio';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS, Bridge, KEY, readAll, Scene, TIMES } from './air.js';

let scene = new Scene();
afterEach(async () => {
  await scene.close();
  scene = new Scene();
});

/** Command Complete events that end after their status, or before it (Core 5.4, Vol 4, Part E, 7.7.14). */
const SHORT = [
  ['Read RSSI with an error status and nothing after it', '040e0401051402'],
  ['Read RSSI without even a status', '040e03010514'],
  ['LE Read Buffer Size with a status of success only', '040e0401022000'],
  ['Read BD_ADDR with a status only', '040e0401091000'],
  ['an event without a payload', '040e00'],
] as const;

describe('a central whose controller answers too short', () => {
  it.each(SHORT)('survives %s, reports it, and reads the wearable', async (_, short) => {
    await scene.band(generatedMinutes({ seed: 5, person: 1, from: parseDate('2026-05-04') ?? 0, days: 1 }));
    const radio = inProcessTransport(scene.air);
    let inject: () => void = () => undefined;
    const hci: HciSocket.OpenHciTransport = (events) => {
      inject = () => events.packet(Buffer.from(short, 'hex'));
      return radio(events);
    };
    const central = new Bridge(hci, TIMES, scene.faults);
    try {
      const wearable = await central.connect({ address: ADDRESS, key: KEY });
      inject();
      expect(await readAll(wearable)).toHaveLength(1);
      inject();
      await wearable.close();
      // noble reads past the end of each of these; the packet is dropped where the seam hands it over.
      expect(scene.faults).toEqual(['malformed-packet', 'malformed-packet']);
    } finally {
      await central.close();
    }
  });
});
