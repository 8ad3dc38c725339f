import {
  boxKeyPair,
  cryptoReady,
  openErasure,
  openRelease,
  parseRelease,
  signingKey,
  verifyRelease,
} from '@fit4work/protocol';
import { expect, it } from 'vitest';
import { Employee } from '../testing/employee.js';
import { narrowRelease } from './narrow.js';

await cryptoReady;
const filled = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const [OLD, NEW, KEY] = [boxKeyPair(filled(1)), boxKeyPair(filled(2)), signingKey(filled(3))];

it('what is left of a release when days are erased is sealed to the newest box key, as the older one may be about to go', () => {
  const ann = new Employee(1);
  ann.seal({ day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' });
  ann.seal({ day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' });
  const erasure = openErasure(ann.erasure(), ann.identity.publicKey);
  const left = narrowRelease(parseRelease(ann.release(filled(4), OLD.publicKey)), {
    standing: [{ leaf: 'a', erasure }],
    open: (release) => openRelease(release, OLD),
    recipient: NEW.publicKey,
    signingKey: KEY,
  });
  if (!(left instanceof Uint8Array)) throw new TypeError(left);
  const release = parseRelease(left);
  verifyRelease(release, KEY.publicKey);
  expect(openRelease(release, NEW)).toEqual(ann.keys.filter(({ day }) => day === '2026-05-02'));
});
