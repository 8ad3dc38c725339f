import { parsePolicy } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LargePack, largePack } from '../../test/large-pack.js';
import { PACK_STEPS, type PackProgress, verifyingPack, verifyPack } from './verify-pack.js';

describe('a large pack that is verified in slices', () => {
  let large: LargePack;
  const given = () => ({ text: large.policyText, policy: parsePolicy(large.policyText) });
  beforeAll(async () => {
    await sodium.ready;
    large = await largePack(600);
  }, 120_000);

  const inSlices = (pack: Uint8Array) => {
    const told: PackProgress[] = [];
    const verifying = verifyingPack(pack, given());
    for (;;) {
      const next = verifying.next();
      if (next.done === true) return { told, verified: next.value };
      told.push(next.value);
    }
  };

  it('comes to the verdict of one go, and tells each step from its beginning, never backwards', () => {
    const { told, verified } = inSlices(large.pack);
    const once = verifyPack(large.pack, given());
    const compared = ({ stamps, ...rest }: typeof once) => ({ ...rest, stamps: stamps.sizes });
    expect(compared(verified)).toEqual(compared(once));
    expect(verified).toMatchObject({ blocks: 600, stamps: { sizes: expect.objectContaining({ length: 150 }) } });
    expect([...new Set(told.map(({ step }) => step))]).toEqual(PACK_STEPS);
    for (const step of PACK_STEPS) {
      const shares = told.filter((one) => one.step === step).map(({ share }) => share);
      expect([step, shares[0]]).toEqual([step, 0]);
      expect(shares).toEqual(shares.toSorted((a, b) => a - b));
      expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    }
  });

  it('lets somebody in between within the work over its blocks and their links, and at each member', () => {
    const { told } = inSlices(large.pack);
    const count = (step: PackProgress['step']) => told.filter((one) => one.step === step).length;
    expect(count('members')).toBeGreaterThan(150);
    expect(count('manifest')).toBeGreaterThan(150);
    expect(count('blocks')).toBeGreaterThan(600 / 64 - 1);
    expect(count('links')).toBeGreaterThan(600 / 128);
  });
});
