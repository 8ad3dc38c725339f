import { lengthOf, packetOf, publishPacket, stringOf, subscribePacket } from '../wire.mjs';

/* Packets of MQTT 3.1.1 of every type, and what becomes of them when somebody spoils them. */

/** @typedef {import('./random.mjs').Random} Random */

/** Bytes that parsers trip over: ends of ranges, the first byte of a UTF-8 sequence that does not follow, NUL. */
const SPITEFUL = [0x00, 0x01, 0x7f, 0x80, 0xc3, 0xed, 0xff];

/** Whole packets of every type that a client or a broker sends. @param {string} name of an agent */
export function packetsOf(name) {
  const id = Buffer.of(0, 7);
  const [up, down] = [stringOf(`f4w/v1/${name}/up/envelope`), stringOf(`f4w/v1/${name}/down/#`)];
  const connect = [stringOf('MQTT'), Buffer.of(4, 0xc2, 0, 60), stringOf(name), stringOf(name), stringOf('a.b.c')];
  const payload = Buffer.alloc(64, 0x5a);
  return [
    packetOf(0x10, ...connect),
    packetOf(0x20, Buffer.of(0, 0)),
    ...[0x30, 0x31, 0x38].map((first) => packetOf(first, up, payload)),
    ...[0x32, 0x34, 0x3a, 0x33].map((first) => packetOf(first, up, id, payload)),
    publishPacket('f4w/v1/anchor/leaves', payload, 9),
    ...[0x40, 0x50, 0x62, 0x70].map((first) => packetOf(first, id)),
    subscribePacket(`f4w/v1/${name}/down/#`),
    packetOf(0x82, id, down, Buffer.of(0), stringOf('f4w/v1/anchor/checkpoint'), Buffer.of(1)),
    packetOf(0x90, id, Buffer.of(1)),
    packetOf(0xa2, id, down),
    packetOf(0xb0, id),
    ...[0xc0, 0xd0, 0xe0, 0xf0, 0x00].map((first) => packetOf(first)),
  ];
}

/** @type {readonly ((bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer)[]} */
const MUTATIONS = [
  (bytes, random) => setAt(bytes, random, (byte) => byte ^ (1 << random.below(8))),
  (bytes, random) => setAt(bytes, random, () => random.pick(SPITEFUL)),
  (bytes, random) => setAt(bytes, random, () => random.below(256)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => spliceAt(bytes, random, random.bytes(1 + random.below(8))),
  (bytes, random) => spliceAt(bytes, random, bytes.subarray(random.below(bytes.length + 1))),
  (bytes, random, others) => spliceAt(bytes, random, random.pick(others)),
  (bytes, random) => spliceAt(bytes, random, Buffer.alloc(random.below(2_000), random.pick(SPITEFUL))),
  // The type and its flags.
  (bytes, random) => Buffer.concat([Buffer.of(random.below(256)), bytes.subarray(1)]),
  // A length inside the packet: the first of a string, mostly.
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length >= 6) copy.writeUInt16BE(random.pick([0, 1, 0xffff, random.below(200)]), 2 + random.below(3));
    return copy;
  },
];

/** @param {Buffer} bytes @param {Random} random @param {(byte: number) => number} change */
function setAt(bytes, random, change) {
  const copy = Buffer.from(bytes);
  const at = random.below(Math.max(1, copy.length));
  if (copy.length > 0) copy[at] = change(copy[at] ?? 0);
  return copy;
}

/** @param {Buffer} bytes @param {Random} random @param {Buffer} part */
function spliceAt(bytes, random, part) {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
}

/**
 * One packet, spoilt up to three times. Of two in three the length is set right again, so that it is read to its end and not taken
 * for the beginning of what follows.
 * @param {readonly Buffer[]} packets @param {Random} random
 */
export function mutantOf(packets, random) {
  let bytes = random.pick(packets);
  for (let times = 1 + random.below(3); times > 0; times -= 1) bytes = random.pick(MUTATIONS)(bytes, random, packets);
  if (random.below(3) === 0 || bytes.length < 2) return bytes;
  const body = bytes.subarray(2);
  return Buffer.concat([bytes.subarray(0, 1), lengthOf(body.length), body]);
}
