import { expect, it } from 'vitest';
import { describeWith } from '../requirement.js';
import { runOnce } from './demo-process.js';
import { expectRecordedNumbers, expectReferenceNumbers, RECORDINGS } from './recorded.js';

const EVERY_DAY = 400;

describeWith(['shared/data/wearables'], 'every recorded person for every day, from wristband to coach', () => {
  it('gives the coach exactly the numbers of the recordings and of the published daily sums', async () => {
    const document = await runOnce('--replay', RECORDINGS, '--employees', 'all', '--days', 'all');
    expectRecordedNumbers(document, EVERY_DAY);
    expect(expectReferenceNumbers(document, EVERY_DAY)).toBeGreaterThan(900);
    expect(Object.entries(document.checks).filter(([, holds]) => !holds)).toEqual([]);
    expect(Object.entries(document.peakRssMiB).filter(([, mib]) => mib >= 200)).toEqual([]);
  }, 900_000);
});
