import { afterEach, describe, expect, it } from 'vitest';
import { codeOf } from './air.js';
import { oneValueServer } from './att-peer.js';
import { LONG_MS, RadioWorld } from './radio-world.js';
import { isMeta } from './wire.js';

const ADDRESS = 'c0:ff:ee:00:00:01';
const VALUE = '2a37';

let world = new RadioWorld();
afterEach(async () => {
  await world.close();
  world = new RadioWorld();
});

async function link() {
  const raw = await (await world.central.find(ADDRESS, LONG_MS)).connect(LONG_MS);
  return raw.discover();
}

describe('a link', () => {
  it.each([517, 256])('keeps to the MTU that it asked for if the wearable says %i', async (mtu) => {
    const value = Buffer.from(Array.from({ length: 600 }, (_, index) => index % 251));
    const peer = world.peer(ADDRESS, oneValueServer(mtu, value));
    const gatt = await link();
    // Both take at most 256 bytes a PDU (Core 5.4, Vol 3, Part F, 3.4.2.2): a whole one means that there is more.
    expect(Buffer.from(await gatt.read(VALUE))).toEqual(value);
    expect(gatt.writeLength).toBe(253);
    const longest = value.subarray(0, gatt.writeLength);
    await gatt.write(VALUE, longest);
    expect(Math.max(...peer.asked.map((pdu) => pdu.length))).toBe(256);
    expect(peer.asked.at(-1)?.subarray(3)).toEqual(longest);
  });

  it('refuses a read that the wearable answers with an error', async () => {
    world.peer(ADDRESS, oneValueServer(23, undefined));
    const gatt = await link();
    expect(await codeOf(gatt.read(VALUE))).toBe('refused');
  });

  it('that ends with a packet on its way leaves no rejection that nobody holds', async () => {
    const unheld: unknown[] = [];
    const note = (reason: unknown): void => {
      unheld.push(reason);
    };
    process.on('unhandledRejection', note);
    try {
      world.peer(ADDRESS);
      const gatt = await link();
      const handle = world.wire.heard.find((packet) => isMeta(packet, 0x01))?.readUInt16LE(5) ?? -1;
      const writing = codeOf(gatt.write(VALUE, Uint8Array.of(1)));
      // Disconnection Complete by a supervision timeout (Vol 4, Part E, 7.7.5), before noble has queued its packet.
      world.wire.inject(Buffer.from([4, 5, 4, 0, handle & 0xff, handle >> 8, 8]));
      expect(await writing).toBe('link-lost');
      // Node tells of a rejection that nobody holds when the microtasks are done.
      await new Promise((resolve) => setImmediate(resolve));
      expect(unheld).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
