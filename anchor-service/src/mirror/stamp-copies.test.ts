import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TileReader } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { temporaryFolder } from '../../test/kit.js';
import { openMirror } from '../../test/mirror-kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { certify, HOUR, StampStage } from '../../test/stamp-stage.js';
import { branchOf, type OtsAttestation } from '../stamps/core/ots-proof.js';
import { parseOts } from '../stamps/core/ots-reader.js';
import { formatOts } from '../stamps/core/ots-writer.js';
import { StampCopies } from './stamp-copies.js';

describeWith(['openssl'], 'the time stamps of a mirror', () => {
  const { path, remove } = temporaryFolder();
  const authority = new OpensslAuthority(path);
  let stage: StampStage;
  let n = 0;

  beforeAll(async () => {
    await sodium.ready;
    await certify(authority);
    stage = await StampStage.open(authority);
    for (const [from, to] of [
      [0, 5],
      [5, 300],
    ] as const) {
      await stage.publish(from, to);
      await stage.stamper().round();
      stage.now += HOUR;
    }
    await stage.publish(300, 700);
  });
  afterAll(async () => {
    await stage.close();
    remove();
  });

  /** A mirror of the log with files changed, or not there at all. */
  const mirrorOf = (changed: ReadonlyMap<string, Uint8Array | undefined> = new Map()) => {
    const source: TileReader = async (name) => (changed.has(name) ? changed.get(name) : stage.log.folder.read(name));
    const { signer: log, policy, policyText } = stage.kit;
    n += 1;
    const keys = { log, witnesses: [], policy, policyText };
    return openMirror(join(path, `${n}`), keys, { source, companions: [new StampCopies()] });
  };

  it('are copied byte by byte, once, and later ones too', async () => {
    const { mirror, copy } = await mirrorOf();
    expect(await mirror.attempt()).toBe('advanced');
    const kept = () => readdirSync(join(copy, 'stamps')).sort();
    expect(kept()).toEqual(stage.kept());
    for (const name of kept())
      expect(readFileSync(join(copy, 'stamps', name)), name).toEqual(Buffer.from(stage.file(name)));
    await stage.stamper().round();
    stage.now += HOUR;
    expect(await mirror.attempt()).toBe('current');
    expect(kept()).toContain('700.tsr');
    expect(readFileSync(join(copy, 'stamps', 'index'), 'utf8')).toBe('5\n300\n700\n');
  });

  it.each([
    ['index', '5\n5\n'],
    ['5.checkpoint', 'nothing\n'],
    ['5.tsr', 'a stamp of something else'],
    ['5.ots', 'no proof'],
  ])('are refused by their place when %s is not what it should be', async (name, text) => {
    const { mirror, copy } = await mirrorOf(new Map([[`stamps/${name}`, Buffer.from(text)]]));
    expect(await mirror.attempt()).toBe('refused');
    expect(mirror.status().finding).toMatchObject({ kind: 'failed-check', path: `stamps/${name}` });
    // What was copied of the log itself is served on; of the stamps nothing is listed.
    expect(mirror.status().size).toBe(700);
    expect(readdirSync(copy)).not.toContain('stamps');
  });

  it('are refused when one stands for another size, or has no stamp', async () => {
    const other = await mirrorOf(new Map([['stamps/5.checkpoint', stage.file('300.checkpoint')]]));
    expect(await other.mirror.attempt()).toBe('refused');
    const nothing = [
      ['stamps/5.tsr', undefined],
      ['stamps/5.ots', undefined],
    ] as const;
    const bare = await mirrorOf(new Map(nothing));
    expect(await bare.mirror.attempt()).toBe('refused');
  });

  it('are refused when the proofs of two sizes are swapped, before they are copied and after', async () => {
    const swapped = [
      ['stamps/5.ots', stage.file('300.ots')],
      ['stamps/300.ots', stage.file('5.ots')],
    ] as const;
    const first = await mirrorOf(new Map(swapped));
    expect(await first.mirror.attempt()).toBe('refused');
    expect(first.mirror.status().finding).toMatchObject({ path: 'stamps/5.ots' });
    const changed = new Map<string, Uint8Array>();
    const later = await mirrorOf(changed);
    expect(await later.mirror.attempt()).toBe('advanced');
    for (const [name, bytes] of swapped) changed.set(name, bytes);
    expect(await later.mirror.attempt()).toBe('refused');
    for (const name of ['5.ots', '300.ots']) {
      expect(readFileSync(join(later.copy, 'stamps', name)), name).toEqual(Buffer.from(stage.file(name)));
    }
  });

  it('that calendars promised give way to what the promise became, and to nothing else', async () => {
    const { message } = parseOts(stage.file('5.ots'));
    const proof = (attestation: OtsAttestation): Uint8Array =>
      formatOts(
        branchOf(message, { kind: 'sha256' }, (next) => ({ message: next, attestations: [attestation], branches: [] })),
      );
    const changed = new Map<string, Uint8Array>();
    const { mirror, copy } = await mirrorOf(changed);
    expect(await mirror.attempt()).toBe('advanced');
    const own = () => readFileSync(join(copy, 'stamps', '5.ots'));
    const promised = own();
    // Another promise shows nothing; a block of Bitcoin that the promise does not lead to cannot be told from an invented one.
    changed.set('stamps/5.ots', proof({ kind: 'pending', uri: 'https://calendar.example' }));
    expect(await mirror.attempt()).toBe('current');
    changed.set('stamps/5.ots', proof({ kind: 'bitcoin', height: 7 }));
    expect(await mirror.attempt()).toBe('refused');
    expect(mirror.status().finding).toMatchObject({ path: 'stamps/5.ots' });
    expect(own()).toEqual(promised);
    changed.clear();
    stage.calendar.mine(100, stage.now);
    stage.now += HOUR;
    await stage.stamper().round();
    expect(await mirror.attempt()).toBe('current');
    expect(own()).toEqual(Buffer.from(stage.file('5.ots')));
    expect(own()).not.toEqual(promised);
  });

  it('wait for the log where they are of a checkpoint that is not copied yet', async () => {
    const { mirror, copy } = await mirrorOf(new Map([['stamps/index', Buffer.from('5\n9999\n')]]));
    expect(await mirror.attempt()).toBe('advanced');
    expect(readFileSync(join(copy, 'stamps', 'index'), 'utf8')).toBe('5\n');
  });
});
