import { ClusterError } from '../error.js';

/*
 * What Erlang's nodes ask their name service: each tells its port, and asks where another listens.
 * @source Erlang/OTP 25, ERTS, Distribution Protocol, "EPMD Protocol"
 */

export type Asked =
  | { readonly asks: 'alive'; readonly name: string; readonly port: number; readonly rest: Uint8Array }
  | { readonly asks: 'port'; readonly name: string }
  | { readonly asks: 'names' };

/** A node as it told itself. */
export interface Registered {
  readonly port: number;
  /** Kind, protocol and versions, as they are told on. */
  readonly rest: Uint8Array;
}

const TAG = { alive: 120, alived: 118, please: 122, port: 119, names: 110 } as const;
/** Kind, protocol, highest and lowest version. */
const REST = 6;
const MOST = 1_024;

/** @returns undefined where more is to come @throws ClusterError `malformed` */
export function readAsked(bytes: Uint8Array): Asked | undefined {
  if (bytes.length < 2) return undefined;
  const length = uint16(bytes, 0);
  if (length < 1 || length > MOST) throw malformed();
  if (bytes.length < 2 + length) return undefined;
  const body = bytes.subarray(2, 2 + length);
  if (body[0] === TAG.names) return { asks: 'names' };
  if (body[0] === TAG.please) return { asks: 'port', name: text(body.subarray(1)) };
  if (body[0] === TAG.alive && body.length >= 3 + REST + 2) {
    const at = 3 + REST;
    const end = at + 2 + uint16(body, at);
    if (end > body.length) throw malformed();
    return { asks: 'alive', port: uint16(body, 1), rest: body.slice(3, at), name: text(body.subarray(at + 2, end)) };
  }
  throw malformed();
}

/** @param creation tells one life of a node from the next */
export const alived = (creation: number): Uint8Array =>
  Uint8Array.of(TAG.alived, 0, creation >>> 24, creation >>> 16, creation >>> 8, creation);

export function portTold(name: string, node: Registered | undefined): Uint8Array {
  if (node === undefined) return Uint8Array.of(TAG.port, 1);
  const called = new TextEncoder().encode(name);
  return Uint8Array.from([
    ...[TAG.port, 0, node.port >>> 8, node.port & 0xff],
    ...node.rest,
    ...[called.length >>> 8, called.length & 0xff],
    ...called,
    ...[0, 0],
  ]);
}

export function namesTold(own: number, nodes: ReadonlyMap<string, Registered>): Uint8Array {
  const lines = [...nodes].map(([name, { port }]) => `name ${name} at port ${port}\n`).join('');
  return Uint8Array.from([own >>> 24, own >>> 16, own >>> 8, own & 0xff, ...new TextEncoder().encode(lines)]);
}

const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const malformed = (): ClusterError =>
  new ClusterError('malformed', 'A name service was asked what Erlang does not ask: see what else speaks to its port.');
