import { describe, expect, it } from 'vitest';
import { cryptoReady } from '../signature.js';
import { addSignatures, formatSignedCheckpoint, signCheckpoint } from './checkpoint.js';
import { cosign } from './cosignature.js';
import { LogView } from './log-view.js';
import { rootOfEntries } from './merkle.js';
import { parsePolicy } from './policy.js';
import { isTimely, verifyCheckpoint } from './trusted-checkpoint.js';

await cryptoReady;
const { keyAt, LOG_KEYS, ORIGIN, TEXTS, TIME, WITNESS_KEYS } = await import('./policy-statements.fixture.js');

const DAY = 86_400;
const policy = parsePolicy(TEXTS[0]);

/** A checkpoint that two witnesses, both needed, cosigned at these times. */
function cosignedAt(...times: readonly number[]): Uint8Array {
  const root = rootOfEntries([new Uint8Array(32)]);
  const note = signCheckpoint({ origin: ORIGIN, size: 1, root }, keyAt(LOG_KEYS, 0));
  const lines = times.map((time, at) => cosign(note.text, time, keyAt(WITNESS_KEYS, at)));
  return formatSignedCheckpoint(addSignatures(note, lines));
}

describe('a cosignature of a time to come', () => {
  it('is timely up to a day ahead of the reader, and whatever time ago', () => {
    expect([TIME + DAY, TIME, 1].map((time) => isTimely(time, TIME))).toEqual([true, true, true]);
    expect(isTimely(TIME + DAY + 1, TIME)).toBe(false);
  });

  it('does not count for a reader with a clock, and does for one without', () => {
    const bytes = cosignedAt(TIME, TIME + DAY + 1);
    expect(() => verifyCheckpoint(bytes, policy, TIME)).toThrow(expect.objectContaining({ code: 'quorum-not-met' }));
    expect(verifyCheckpoint(bytes, policy, TIME + 1).cosigned.size).toBe(2);
    expect(verifyCheckpoint(bytes, policy).cosigned.get('w1')).toBe(TIME + DAY + 1);
  });

  it('moves no view that has a clock', async () => {
    const read = async () => undefined;
    const view = new LogView({ policy, read, clock: () => TIME });
    await expect(view.advance(cosignedAt(TIME, 3_800_000_000))).rejects.toThrow(
      expect.objectContaining({ code: 'quorum-not-met' }),
    );
    await view.advance(cosignedAt(TIME, TIME + DAY));
    expect(view.size).toBe(1);
  });
});
