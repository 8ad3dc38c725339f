import { FAMILY_NAMES, generatedMinutes, parseDate } from '@fit4work/firmware-sim';
import { inProcessTransport } from '@fit4work/virtual-radio';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS, KEY, noise, readAll, Scene } from './air.js';
import { RawCentral } from './raw-central.js';

let scene = new Scene();
afterEach(async () => {
  await scene.close();
  scene = new Scene();
});

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
/** All events, LE Meta among them (Core 5.4, Vol 4, Part E, 7.3.1). */
const UNMASK = hex('01010c08 ffffffffffffff3f');
/** LE Create Connection with what noble asks for (7.8.12). */
const CONNECT = hex('010d2019 6000 3000 00 00 010000eeffc0 00 0600 1200 0000 2a00 0400 0600');
const CONNECTED = hex('043e130100');
const COMPLETED = 0x13;
const ROUNDS = 400;
const AT_ONCE = 24;

/** Connects to the band as a raw host, sends what `packet` makes, and leaves once the band has swallowed it. */
function assail(packet: (handle: number) => Buffer): Promise<void> {
  return new Promise((resolve) => {
    let [sent, completed, handle] = [0, 0, 0];
    const send = (): void => {
      sent++;
      controller.receive(packet(handle));
    };
    const controller = scene.air.attach((event, delivered) => {
      delivered();
      if (event.subarray(0, 5).equals(CONNECTED)) {
        handle = event.readUInt8(5);
        while (sent < AT_ONCE) send();
      } else if (event.readUInt8(1) === COMPLETED) {
        completed++;
        if (sent < ROUNDS) send();
        if (completed < ROUNDS) return;
        scene.air.detach(controller);
        resolve();
      }
    });
    controller.receive(UNMASK);
    controller.receive(CONNECT);
  });
}

function l2cap(handle: number, channel: number, pdu: readonly number[]): Buffer {
  const length = pdu.length;
  return Buffer.from([2, handle, 0, length + 4, 0, length, 0, channel, 0, ...pdu]);
}

describe('a band that meets a stranger', () => {
  it('survives noise on every channel, and keeps its history', async () => {
    const port = await scene.radio();
    const day = (): ReturnType<typeof generatedMinutes> =>
      generatedMinutes({ seed: 5, person: 1, from: parseDate('2026-05-04') ?? 0, days: 1 });
    await scene.band(day());
    const next = noise(7);
    await assail((handle) =>
      l2cap(
        handle,
        4 + (next() % 3),
        Array.from({ length: next() % 24 }, () => next() & 255),
      ),
    );
    const opcodes = [0x02, 0x04, 0x06, 0x08, 0x0a, 0x0c, 0x10, 0x12, 0x16, 0x18, 0x1e, 0x52];
    await assail((handle) =>
      l2cap(handle, 4, [
        opcodes[next() % opcodes.length] ?? 0,
        next() % 32,
        0,
        ...Array.from({ length: next() % 8 }, () => next() % 20),
      ]),
    );
    const batches = await readAll(await scene.central(port).connect({ address: ADDRESS, key: KEY }));
    expect(batches).toHaveLength(1);
    expect(scene.events.filter((event) => event.endsWith(' connected'))).toHaveLength(3);
    expect(batches[0]?.samples.length).toBeGreaterThan(1440);
  });

  it.each(FAMILY_NAMES)('survives writes of all lengths to everything if it is of the family %s', async (family) => {
    const source = generatedMinutes({ seed: 5, person: 1, from: parseDate('2026-05-04') ?? 0, days: 1 });
    let now = source.end();
    const wearable = await scene.wearable({
      ...{ family, address: ADDRESS, source, ownTimer: false },
      clock: () => now,
      confirmPairing: () => true,
    });
    const next = noise(11);
    const handles = 45;
    for (let round = 0; round < 4; round++) {
      await assail((handle) => {
        // Every descriptor gets its chance to be subscribed, so that replies go out as well.
        const target = next() % handles;
        const value =
          next() % 3 === 0
            ? [1, 0]
            : Array.from({ length: next() % 20 }, () => (next() % 2 ? next() & 255 : next() % 24));
        return l2cap(handle, 4, [next() % 2 ? 0x12 : 0x0a, target, 0, ...value]);
      });
      now += 60;
      wearable.tick();
    }
    const central = new RawCentral(inProcessTransport(scene.air));
    const link = await central.connect(ADDRESS);
    expect(link.characteristics.length).toBeGreaterThan(3);
    central.close();
  });
});
