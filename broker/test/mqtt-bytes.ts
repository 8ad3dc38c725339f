import { signToken, TOPICS } from '@fit4work/protocol';
import { KEYS, now, OWN } from './room.js';

/* Packets of MQTT 3.1.1 by hand, for clients that do what no library does. */

const field = (text: string): Buffer =>
  Buffer.concat([Buffer.of(text.length >> 8, text.length & 0xff), Buffer.from(text)]);

function packet(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return Buffer.concat([Buffer.of(type, ...length), body]);
}

/** @param keepAlive seconds */
export function connectPacket(keepAlive: number): Buffer {
  const head = [field('MQTT'), Buffer.of(4, 0xc2, keepAlive >> 8, keepAlive & 0xff), field(OWN), field(OWN)];
  return packet(0x10, ...head, field(signToken(KEYS.agent, OWN, now())));
}

/** To all that comes down to the agent, at quality 0. */
export const subscribePacket = (): Buffer => packet(0x82, Buffer.of(0, 1), field(TOPICS.allDown(OWN)), Buffer.of(0));
