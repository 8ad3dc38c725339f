import { formatNote, noteSigner, signCheckpoint, type signingKey, signToken } from '@fit4work/protocol';
import { bodyOf } from './history.js';
import { between } from './seeded.js';

/** One request that nobody should make. */
export interface Garbage {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Random = () => number;

export function bytesOf(random: Random, most: number): Buffer {
  const bytes = Buffer.alloc(between(random, 0, most));
  for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at);
  return bytes;
}

const pick = <T>(random: Random, values: readonly [T, ...T[]]): T =>
  values[between(random, 0, values.length - 1)] ?? values[0];
const hex = (random: Random, count: number): string => {
  const bytes = Buffer.alloc(count);
  for (let at = 0; at < count; at += 1) bytes[at] = between(random, 0, 255);
  return bytes.toString('hex');
};

/** For an anchor: names that it never gave, leaves of nobody, tokens of nobody, and of somebody with no leaves. */
export function anchorGarbage(random: Random, sender: ReturnType<typeof signingKey>): Garbage {
  const number = String(between(random, 0, 2 ** 31));
  const now = Math.floor(Date.now() / 1000);
  const get = (path: string): Garbage => ({ method: 'GET', path, headers: {}, body: Buffer.alloc(0) });
  const post = (token: string, body: Buffer): Garbage => ({
    ...{ method: 'POST', path: '/v1/leaves', body },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
  });
  return pick<() => Garbage>(random, [
    () => get(`/${hex(random, between(random, 1, 500))}`),
    () => get(`/leaves/${hex(random, 32)}${pick(random, ['', '.tlog-proof', '?x'])}`),
    () => get(`/blocks/${number}`),
    () =>
      get(
        `/tile/${pick(random, ['0', '63', 'entries'])}/x${number.slice(0, 3)}/${number.slice(0, 3)}.p/${number.slice(0, 2)}`,
      ),
    () => get(`/stamps/${number}.ots`),
    () => get(`/audit?from=${hex(random, 5)}&until=2026-11-01`),
    () => post(hex(random, between(random, 0, 300)), bytesOf(random, 40_000)),
    () => post(signToken(sender, 'coach-api', now + between(random, -9999, 9999)), bytesOf(random, 40_000)),
    () => post(`${signToken(sender, 'coach-api', now)}x`, bytesOf(random, 33_000)),
    () => ({
      ...post('', bytesOf(random, 2000)),
      method: pick(random, ['PUT', 'DELETE', 'POST']),
      path: `/${hex(random, 9)}`,
    }),
  ])();
}

/** For a witness: bodies that are no request, and requests of logs that it does not know, or that the log never signed. */
export function witnessGarbage(random: Random, known: string): Garbage {
  const post = (body: Buffer): Garbage => ({ method: 'POST', path: '/add-checkpoint', headers: {}, body });
  const forged = (origin: string): Garbage => {
    const signer = noteSigner(origin, 1, new Uint8Array(32).fill(between(random, 2, 255)));
    const checkpoint = {
      origin,
      size: between(random, 1, 2 ** 31),
      root: new Uint8Array(bytesOf(random, 0).length + 32),
    };
    const path = Array.from(
      { length: between(random, 0, 63) },
      () => new Uint8Array(Buffer.from(hex(random, 32), 'hex')),
    );
    return post(bodyOf(String(between(random, 0, 9)), path, formatNote(signCheckpoint(checkpoint, signer))));
  };
  return pick<() => Garbage>(random, [
    () => post(bytesOf(random, 80_000)),
    () => post(Buffer.from(`old ${between(random, 0, 9)}\n${'A'.repeat(43)}=\n`.repeat(between(random, 1, 900)))),
    () => forged(`log.example/${hex(random, 20)}`),
    () => forged(known),
    () => ({ ...post(Buffer.alloc(0)), method: 'GET', path: `/${hex(random, 32)}/checkpoint` }),
    () => ({ ...post(Buffer.alloc(0)), method: 'GET', path: `/?lang=${hex(random, between(random, 1, 300))}` }),
    () => ({
      ...post(bytesOf(random, 500)),
      method: pick(random, ['PUT', 'DELETE', 'POST']),
      path: `/${hex(random, 9)}`,
    }),
  ])();
}
