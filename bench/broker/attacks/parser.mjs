import { createRequire } from 'node:module';
import { LIMITS, MAX_PACKET, PacketSize } from '../../../broker/dist/index.js';
import { mayPublish, maySubscribe } from '../../../registry/dist/index.js';
import { mutantOf, packetsOf } from './mutants.mjs';
import { Random } from './random.mjs';

/*
 * What stands first in the way of every byte, without a socket: the law on sizes, the parser that aedes has, and the law on topics for
 * what comes out of it. It may refuse; it may not throw, nor hold more than one packet that it was allowed.
 */

const ofAedes = createRequire(createRequire(new URL('../../../broker/package.json', import.meta.url)).resolve('aedes'));
const { parser: newParser } = ofAedes('mqtt-packet');

const OWN = { kind: /** @type {const} */ ('agent'), pseudonym: 'a'.repeat(32) };
/** Packets after which another connection begins, if none was refused before. */
const CONNECTION = 100;

/** @param {{ cmd: string, topic?: string, retain?: boolean, subscriptions?: readonly { topic: string }[] }} packet */
function judge({ cmd, topic = '', retain = false, subscriptions = [] }) {
  if (cmd === 'publish') mayPublish(OWN, topic, retain);
  for (const { topic: filter } of subscriptions) maySubscribe(OWN, filter);
}

/** @param {{ packets: number, seed: number }} options @throws whatever the parser throws */
export function throughParser({ packets, seed }) {
  const random = new Random(seed);
  const whole = packetsOf(OWN.pseudonym);
  const counts = { parsed: 0, malformed: 0, tooLarge: 0, held: 0 };
  for (let left = packets; left > 0; ) {
    const size = new PacketSize({ first: LIMITS.firstPacket, later: MAX_PACKET });
    const parser = newParser();
    let refused = false;
    parser.on('packet', (/** @type {any} */ packet) => {
      counts.parsed += 1;
      judge(packet);
    });
    parser.on('error', () => {
      counts.malformed += 1;
      refused = true;
    });
    for (let i = 0; i < CONNECTION && left > 0 && !refused; i += 1, left -= 1) {
      const bytes = mutantOf(whole, random);
      if (size.advance(bytes, bytes.length) === undefined) {
        counts.tooLarge += 1;
        refused = true;
      } else if (bytes.length > 0) {
        counts.held = Math.max(counts.held, parser.parse(bytes));
      }
    }
  }
  return counts;
}
