import { cryptoReady, type RecoveryEnvelope, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RecoveryWorld } from '../../test/recovery-world.js';

let world: RecoveryWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await RecoveryWorld.open();
});
afterEach(() => world.close());

const codes = (findings: readonly { kind: string; code: string; count: number }[]): readonly string[] =>
  findings.map(({ kind, code, count }) => `${kind} ${code} ${count}`);

const altered = (each: Omit<RecoveryEnvelope, 'position'>): Omit<RecoveryEnvelope, 'position'> => ({
  ...each,
  bytes: each.bytes?.map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte)) ?? null,
});

/** Takes the bytes of two envelopes. @returns their leaves */
function destroyTwo({ stored }: RecoveryWorld): readonly Uint8Array[] {
  const destroyed = stored.envelopes.slice(5, 7);
  stored.envelopes.splice(5, 2, ...destroyed.map((each) => ({ ...each, bytes: null })));
  return destroyed.map(({ leaf }) => leaf);
}

describe('what is said to be erased', () => {
  it('is believed where a certificate of the person’s own erasure says which envelopes', async () => {
    world.certify(destroyTwo(world));
    expect(await world.recover()).toMatchObject({ erased: 2, findings: [] });
  });

  it.each([
    [
      'by a certificate of an erasure that nobody signed',
      (w: RecoveryWorld, leaves: readonly Uint8Array[]) => w.certify(leaves, { erasure: new Uint8Array(32) }),
      ['certificates record-missing 1', 'envelopes erasure-unaccounted 2'],
    ],
    [
      'by several certificates of one erasure',
      (w: RecoveryWorld, leaves: readonly Uint8Array[]) =>
        w.certify(leaves.slice(1), { erasure: w.certify(leaves.slice(0, 1)) }),
      ['envelopes erasure-unaccounted 1'],
    ],
    [
      'by a certificate of other envelopes',
      (w: RecoveryWorld, leaves: readonly Uint8Array[]) => w.certify(leaves.slice(1), { envelopes: 2 }),
      ['envelopes erasure-unaccounted 2'],
    ],
  ] as const)('is not believed %s', async (_, certify, found) => {
    certify(world, destroyTwo(world));
    expect(codes((await world.recover()).findings)).toEqual(found);
  });
});

describe('what the coach API withholds or forges is named', () => {
  it.each([
    ['a missing envelope', (w: RecoveryWorld) => w.stored.envelopes.splice(5, 1), ['envelopes gap 1']],
    [
      'an envelope whose signature is another',
      (w: RecoveryWorld) => w.stored.envelopes.splice(5, 1, ...w.stored.envelopes.slice(5, 6).map(altered)),
      ['envelopes bad-signature 1', 'envelopes gap 1'],
    ],
    [
      'an envelope in the place of another',
      (w: RecoveryWorld) => w.stored.envelopes.reverse(),
      ['envelopes gap 251', 'envelopes malformed 251'],
    ],
    [
      'what is said to be erased and has no certificate',
      (w: RecoveryWorld) =>
        w.stored.envelopes.splice(5, 1, ...w.stored.envelopes.slice(5, 6).map((each) => ({ ...each, bytes: null }))),
      ['envelopes erasure-unaccounted 1'],
    ],
    ['the keys of a day', (w: RecoveryWorld) => w.stored.items.get('keys')?.shift(), ['envelopes keys-missing 96']],
    [
      'a grant that a release names',
      (w: RecoveryWorld) => w.stored.items.set('consents', []),
      ['consents record-missing 1'],
    ],
    ['a read by another key', (w: RecoveryWorld) => w.stored.add('reads', new Uint8Array(200)), ['reads not-opened 1']],
    [
      'an agent that the identity did not certify',
      (w: RecoveryWorld) =>
        w.stored.registered.push({ agent: 7, key: toBase64Url(new Uint8Array(32)), certificate: 'AAAA' }),
      ['agents malformed 1'],
    ],
  ] as const)('%s', async (_, change, found) => {
    change(world);
    const told = await world.recover();
    expect(codes(told.findings).filter((each) => !each.includes('end-missing'))).toEqual(found);
  });

  it('and nobody is trusted whose pins were not made with these words', async () => {
    world.stored.kept = undefined;
    await expect(world.recover()).rejects.toMatchObject({ code: 'refused' });
    world.stored.kept = toBase64Url(new Uint8Array(200));
    await expect(world.recover()).rejects.toMatchObject({ code: 'refused' });
    expect(await world.ports.vault.identity()).toBeUndefined();
  });
});
