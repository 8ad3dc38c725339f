import type { Readable, Writable } from 'node:stream';
import { generate, type Packet, parser } from 'mqtt-packet';
import { BrokerError } from '../error.js';

/** The packets of a connection, one after the other; nothing more is read while one is dealt with. @throws BrokerError `refused` */
export async function* packetsOf(connection: Readable): AsyncGenerator<Packet> {
  const packets: Packet[] = [];
  let garbled = false;
  const reader = parser();
  reader.on('packet', (packet) => packets.push(packet));
  reader.on('error', () => {
    garbled = true;
  });
  for await (const chunk of connection) {
    reader.parse(chunk);
    yield* packets.splice(0);
    if (garbled) throw new BrokerError('refused', 'A packet is not MQTT.');
  }
}

/** Writes a packet anew, as it was understood, and waits while too much waits already. */
export async function handOver(packet: Packet, taker: Writable): Promise<void> {
  if (taker.destroyed || taker.write(generate(packet))) return;
  await new Promise<void>((resolve) => {
    const goOn = (): void => {
      taker.off('drain', goOn).off('close', goOn);
      resolve();
    };
    taker.once('drain', goOn).once('close', goOn);
  });
}
