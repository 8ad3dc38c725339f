import { paired } from '../scripts/bench/paired.mjs';
import { Air } from '../virtual-radio/dist/index.js';

/*
 * What the air costs where nothing is lost and nothing paced: ACL packets of a central, as many at a time as a controller
 * has buffers, to a band whose host takes each at once; a round is over when every buffer is free again. The floor is
 * what nobody can leave out: a copy of each packet and two hops through the event loop, to the far host and back.
 */

const PACKETS = 24;
const CENTRAL = 'c0:00:00:00:00:01';
const BAND = 'c0:00:00:00:00:02';
/** A notification of 20 bytes in L2CAP, on the first handle that a controller gives out. */
const PACKET = Buffer.concat([Buffer.from('0240001b0017000400', 'hex'), Buffer.alloc(23, 7)]);
const COMPLETED = 0x13;
const ACL_DATA = 0x02;
const LE_META = 0x3e;
/** Every event (Core 5.4, Vol 4, Part E, 7.3.1). */
const UNMASK = '01010c08ffffffffffffff3f';
const ADVERTISE = '010a200101';
/** LE Create Connection to the band, as noble asks for it (7.8.12). */
const CONNECT = '010d2019 6000 3000 00 00 0200000000c0 00 0600 1200 0000 2a00 0000 0000';

const hex = (/** @type {string} */ text) => Buffer.from(text.replaceAll(' ', ''), 'hex');

/** @returns {Promise<() => Promise<void>>} one round over a link */
async function link() {
  const air = new Air();
  let [received, free] = [0, 0];
  /** @type {() => void} */
  let done = () => undefined;
  const band = air.attach((packet, delivered) => {
    if (packet[0] === ACL_DATA) received += packet.length;
    delivered();
  }, BAND);
  const central = air.attach((packet, delivered) => {
    delivered();
    if (packet[1] === LE_META) done();
    else if (packet[1] === COMPLETED && ++free === PACKETS) done();
  }, CENTRAL);
  await new Promise((resolve) => {
    done = () => resolve(undefined);
    for (const controller of [band, central]) controller.receive(hex(UNMASK));
    band.receive(hex(ADVERTISE));
    central.receive(hex(CONNECT));
  });
  return async () => {
    [received, free] = [0, 0];
    await new Promise((resolve) => {
      done = () => resolve(undefined);
      for (let sent = 0; sent < PACKETS; sent += 1) central.receive(PACKET);
    });
    if (received !== PACKETS * PACKET.length) throw new Error(`the band received ${received} bytes of a round`);
  };
}

/** @returns {Promise<void>} the same packets with no radio between */
async function floor() {
  /** @type {Buffer[]} */
  const far = [];
  for (let sent = 0; sent < PACKETS; sent += 1) far.push(Buffer.from(PACKET));
  await hop();
  let received = 0;
  for (const packet of far) received += packet.length;
  await hop();
  if (received !== PACKETS * PACKET.length) throw new Error(`the floor received ${received} bytes of a round`);
}

const hop = () => new Promise((resolve) => setImmediate(resolve));

export const rows = async () => [
  await paired({ name: 'acl-packets', unit: 'packets/s', operations: PACKETS, ours: await link(), floor }),
];
