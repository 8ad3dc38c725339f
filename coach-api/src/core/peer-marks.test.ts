import { cryptoReady, signingKey } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { PeerMarks } from './peer-marks.js';

await cryptoReady;
const marks = new PeerMarks(signingKey(new Uint8Array(32).fill(1)));
const ask = { method: 'GET', url: '/v1/people' };

describe('the mark of an address', () => {
  it('is known by whoever has the same key, of the same holder', () => {
    const marked = marks.ofAddress('a-1', 'https://one.example:8443');
    expect(marks.addressIn(marked, 'a-1')).toBe('https://one.example:8443');
    expect(marks.addressIn(marked, 'b-1')).toBeUndefined();
    expect(marks.addressIn(marked.replace('one', 'two'), 'a-1')).toBeUndefined();
    const other = new PeerMarks(signingKey(new Uint8Array(32).fill(2)));
    for (const forged of [other.ofAddress('a-1', 'https://one.example:8443'), '', 'https://one.example:8443']) {
      expect(marks.addressIn(forged, 'a-1')).toBeUndefined();
    }
  });
});

describe('the mark of a request that was passed on', () => {
  it('is known by whoever has the same key, of the same request, for a minute', () => {
    const same = new PeerMarks(signingKey(new Uint8Array(32).fill(1)));
    const mark = marks.of(ask, 1_000);
    expect(same.isOurs(mark, ask, 1_060)).toBe(true);
    expect(same.isOurs(mark, ask, 1_061)).toBe(false);
    expect(same.isOurs(mark, { ...ask, method: 'POST' }, 1_000)).toBe(false);
    expect(same.isOurs(mark, { ...ask, url: '/v1/reads' }, 1_000)).toBe(false);
  });

  it('is nobody else’s to make', () => {
    const other = new PeerMarks(signingKey(new Uint8Array(32).fill(2)));
    for (const mark of [other.of(ask, 1_000), '', '1000.', `1000.${'0'.repeat(64)}`, 'x'.repeat(100)]) {
      expect(marks.isOurs(mark, ask, 1_000)).toBe(false);
    }
  });
});
