import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import HciSocket from '../dist/index.js';

const event = (payload: Uint8Array): Buffer => Buffer.concat([Buffer.from([4, 0x3e, payload.length]), payload]);
const command = (payload: Uint8Array): Buffer => Buffer.concat([Buffer.from([1, 3, 12, payload.length]), payload]);
const acl = (payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([2, 1, 0, payload.length & 255, payload.length >> 8]), payload]);

describe('H4 framing', () => {
  it('gives back the same packets however the stream is cut', () => {
    const payload = fc.uint8Array({ maxLength: 255 });
    const packet = fc.oneof(payload.map(event), payload.map(command), fc.uint8Array({ maxLength: 700 }).map(acl));
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 12 }), fc.integer({ min: 1, max: 400 }), (packets, cut) => {
        const stream = Buffer.concat(packets);
        const framer = new HciSocket.Framer();
        const got: Buffer[] = [];
        for (let at = 0; at < stream.length; at += cut) got.push(...framer.push(stream.subarray(at, at + cut)));
        expect(got.map((one) => one.toString('hex'))).toEqual(packets.map((one) => one.toString('hex')));
      }),
    );
  });

  it('refuses a stream that is out of step', () => {
    const framer = new HciSocket.Framer();
    expect(() => framer.push(Buffer.from([0x47, 0x45, 0x54]))).toThrow(HciSocket.HciSeamError);
  });
});
