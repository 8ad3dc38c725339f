import { describe, expect, it } from 'vitest';
import { alived, namesTold, portTold, readAsked } from './names.js';

const bytes = (...parts: readonly (number | string)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part)] : [part])));
const REST = [77, 0, 0, 6, 0, 5];
const ALIVE = bytes(0, 15, 120, 0x1f, 0x90, ...REST, 0, 2, 'ab', 0, 0);

describe('what Erlang asks its name service', () => {
  it.each([
    [
      'a node that tells where it listens',
      ALIVE,
      { asks: 'alive', name: 'ab', port: 8080, rest: Uint8Array.from(REST) },
    ],
    ['where another listens', bytes(0, 3, 122, 'ab'), { asks: 'port', name: 'ab' }],
    ['who is there', bytes(0, 1, 110), { asks: 'names' }],
  ])('is read: %s', (_title, asked, read) => {
    expect(readAsked(asked)).toEqual(read);
  });

  it('is waited for until it is whole', () => {
    for (let length = 0; length < ALIVE.length; length += 1)
      expect(readAsked(ALIVE.subarray(0, length))).toBeUndefined();
  });

  it.each([
    ['another question', bytes(0, 1, 99)],
    ['nothing', bytes(0, 0)],
    ['more than a name', bytes(255, 255, 122)],
    ['a node whose name is longer than what it says', bytes(0, 15, 120, 31, 144, ...REST, 0, 9, 'ab', 0, 0)],
  ])('is refused where it is %s', (_title, asked) => {
    expect(() => readAsked(asked)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  it('is answered as its makers wrote it down', () => {
    const node = { port: 8080, rest: Uint8Array.from(REST) };
    expect(alived(0x01020304)).toEqual(bytes(118, 0, 1, 2, 3, 4));
    expect(portTold('ab', node)).toEqual(bytes(119, 0, 0x1f, 0x90, ...REST, 0, 2, 'ab', 0, 0));
    expect(portTold('ab', undefined)).toEqual(bytes(119, 1));
    expect(namesTold(4369, new Map([['ab', node]]))).toEqual(bytes(0, 0, 0x11, 0x11, 'name ab at port 8080\n'));
  });
});
