import { formatSignedCheckpoint, noteSigner, parseSignedCheckpoint, signCheckpoint, utf8 } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { appendAll, createKit, leavesOf, NOW, ORIGIN, openLog, temporaryFolder } from '../../test/kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { certify, HOUR, StampStage } from '../../test/stamp-stage.js';
import { encodeStampRequest } from './adapters/rfc3161-request.js';
import type { StampTrust } from './stamp-report.js';
import { verifyStamps } from './verify-stamps.js';

describeWith(['openssl'], 'whoever verifies the stamps of a log', () => {
  const { path, remove } = temporaryFolder();
  const authority = new OpensslAuthority(path);
  let stage: StampStage;

  beforeAll(async () => {
    await sodium.ready;
    await certify(authority);
    stage = await StampStage.open(authority);
    const stamper = stage.stamper();
    for (const [from, to] of [
      [0, 5],
      [5, 300],
      [300, 302],
    ] as const) {
      await stage.publish(from, to);
      await stamper.round();
      stage.now += HOUR;
    }
    // What was published since is stamped by nobody yet.
    await stage.publish(302, 700);
  });
  afterAll(async () => {
    await stage.close();
    remove();
  });

  const changing = (name: string, bytes: Uint8Array | undefined) =>
    stage.verify({ changed: new Map([[`stamps/${name}`, bytes]]) });
  const refused = async (name: string, bytes: Uint8Array | undefined) => {
    const { verdict, findings } = await changing(name, bytes);
    const wrong = findings.filter((finding) => finding.verdict === 'unsound' || finding.verdict === 'unknown');
    return { verdict, places: wrong.map((finding) => finding.place), reason: wrong[0]?.reason };
  };
  const stamp = (message: Uint8Array, name = 'tsa') =>
    authority.reply(encodeStampRequest(message, Uint8Array.of(0x40)), { name });

  it('finds each sound, at the block that ends there, in the order of the log', async () => {
    const { verdict, findings } = await stage.verify();
    expect(verdict).toBe('sound');
    const stamps = findings.filter(({ kind }) => kind === 'rfc3161');
    expect(stamps).toMatchObject([
      { place: 'stamps/5.tsr', size: 5, block: 0, verdict: 'sound', authority: 'tsa', accuracy: 1.5001 },
      { place: 'stamps/300.tsr', size: 300, block: 1, verdict: 'sound' },
      { place: 'stamps/302.tsr', size: 302, block: 2, verdict: 'sound' },
    ]);
    for (const { size, block } of stamps) {
      expect(stage.log.store.blocks(0, 700)[block ?? -1]?.size).toBe(size);
    }
  });

  it('cannot tell without a certificate, or with that of another authority; calendars stay pending', async () => {
    for (const ca of [[], ['stranger']]) {
      const { verdict, findings } = await stage.verify({ ca });
      expect(verdict).toBe('unknown');
      expect(findings.map((finding) => finding.verdict)).toEqual([5, 300, 302].flatMap(() => ['unknown', 'pending']));
    }
    expect(await stage.verdicts({ ca: ['stranger', 'root'] })).toEqual((await stage.verdicts()).slice());
  });

  it('cannot tell where there is no stamp, and says so', async () => {
    expect(await changing('index', undefined)).toEqual({
      verdict: 'unknown',
      findings: [{ place: 'stamps/index', verdict: 'unknown', reason: 'No checkpoint is stamped.' }],
    });
  });

  it.each([['5\n5\n'], ['300\n5\n'], ['5'], ['05\n'], ['0\n'], ['5\n\n'], ['5\r\n'], ['99999999999999999\n']])(
    'cannot tell by the list %j, and names it',
    async (text) => {
      expect((await refused('index', utf8(text))).places).toEqual(['stamps/index']);
    },
  );

  it('names the stamp or the checkpoint that is missing, cut, changed or of another size', async () => {
    const at = stage.file('300.checkpoint');
    // A true stamp of something else under its name: nobody signed two things that cannot both be true.
    const declined = await authority.reply(encodeStampRequest(at, Uint8Array.of(0x40), '9.9.9'), { name: 'tsa' });
    const cases: [string, Uint8Array | undefined, 'unknown'][] = [
      ['300.tsr', declined, 'unknown'],
      ['300.checkpoint', undefined, 'unknown'],
      ['300.checkpoint', stage.file('5.checkpoint'), 'unknown'],
      ['300.checkpoint', at.slice(0, -3), 'unknown'],
      ['300.checkpoint', at.with(40, (at[40] ?? 0) ^ 1), 'unknown'],
      ['300.checkpoint', utf8('<!doctype html>'), 'unknown'],
      ['300.tsr', stage.file('5.tsr'), 'unknown'],
      ['300.tsr', stage.file('300.tsr').slice(0, -1), 'unknown'],
      ['300.ots', stage.file('5.ots'), 'unknown'],
      ['300.ots', utf8('no proof'), 'unknown'],
    ];
    for (const [name, bytes, verdict] of cases) {
      expect(await refused(name, bytes), name).toMatchObject({ verdict, places: [`stamps/${name}`] });
    }
    const both = new Map([
      ['stamps/5.tsr', undefined],
      ['stamps/5.ots', undefined],
    ]);
    expect((await stage.verify({ changed: both })).findings[0]).toMatchObject({
      place: 'stamps/5.checkpoint',
      reason: 'It is listed as stamped and has no stamp.',
    });
  });

  it('refuses the stamp of a certificate that had expired', async () => {
    const gone = await stamp(stage.file('300.checkpoint'), 'gone');
    expect(await refused('300.tsr', gone)).toMatchObject({
      verdict: 'unsound',
      places: ['stamps/300.tsr'],
      reason: /not valid at the time/,
    });
  });

  it('refuses a checkpoint of another history, though log and witnesses signed it', async () => {
    // The same keys, and another sequence: what a log that forks shows to the authority alone.
    const fork = createKit();
    const other = openLog(fork);
    await appendAll(other, leavesOf(1000, 1300));
    const bytes = (await other.folder.read('checkpoint')) ?? new Uint8Array(0);
    other.store.close();
    fork.remove();
    const changed = new Map([
      ['stamps/300.checkpoint', bytes],
      ['stamps/300.tsr', await stamp(bytes)],
      ['stamps/300.ots', undefined],
    ]);
    const { verdict, findings } = await stage.verify({ changed });
    expect(verdict).toBe('unsound');
    expect(findings.find((finding) => finding.verdict === 'unsound')).toMatchObject({
      place: 'stamps/300.checkpoint',
      reason: 'The log had another root at the size of the stamped checkpoint.',
    });
  });

  it('refuses a checkpoint without the quorum, of a stranger, beyond the log, or where no block ends', async () => {
    const { root } = parseSignedCheckpoint(stage.file('300.checkpoint')).checkpoint;
    const lonely = signCheckpoint({ origin: ORIGIN, size: 300, root }, stage.kit.signer);
    expect((await refused('300.checkpoint', formatSignedCheckpoint(lonely))).reason).toMatch(/quorum/);
    const foreign = noteSigner('other.example', 1, new Uint8Array(32).fill(9));
    const note = signCheckpoint({ origin: 'other.example', size: 300, root }, foreign);
    expect((await refused('300.checkpoint', formatSignedCheckpoint(note))).reason).toMatch(/does not name the log/);
    // The log is put back: what is published is older than what is stamped.
    const older = new Map([['checkpoint', stage.file('5.checkpoint')]]);
    const back = await stage.verify({ changed: older });
    // Anybody can show an old checkpoint again: that contradicts nothing.
    expect(back.verdict).toBe('unknown');
    expect(back.findings.filter(({ verdict }) => verdict === 'unknown')).toMatchObject([
      { place: 'stamps/300.checkpoint', reason: 'The log is smaller than its stamped checkpoint.' },
      { place: 'stamps/302.checkpoint' },
    ]);
    const headless = await stage.verify({ changed: new Map([['blocks/latest', undefined]]) });
    expect(headless.findings[0]?.reason).toBe('No block of the log ends at the checkpoint.');
    const skipped = new Map([['blocks/1', (await stage.log.folder.read('blocks/2')) ?? undefined]]);
    expect((await stage.verify({ changed: skipped })).verdict).toBe('unknown');
  });

  it('fails where there is nothing to hold the stamps against', async () => {
    for (const [bytes, why] of [
      [undefined, /no checkpoint/],
      [utf8('no note'), /does not verify/],
    ] as const) {
      await expect(stage.verify({ changed: new Map([['checkpoint', bytes]]) })).rejects.toThrowError(why);
    }
    const tile = await stage.verify({ changed: new Map([['tile/0/000', undefined]]) });
    expect(tile.findings[0]).toMatchObject({ verdict: 'unknown', reason: 'The log does not have tile/0/000.' });
  });

  it('reports, and does not condemn, a time before that of its block or of an earlier stamp', async () => {
    // No authority stamps at a time of the test's choice: here one is told what the stamps say.
    const at = new Map([
      [5, NOW + 900],
      [300, NOW + 800],
      [302, NOW - 30],
    ]);
    const saying = (accuracy: number | undefined): StampTrust => ({
      verify: async (_stamp, { message }) => {
        const genTime = at.get(parseSignedCheckpoint(message).checkpoint.size) ?? 0;
        return { genTime, accuracy, policy: '1.2.3', authority: 'tsa' };
      },
      policies: [],
      headers: undefined,
    });
    const log = { read: stage.log.folder.read, policies: [stage.kit.policy] };
    const orders = async (accuracy: number | undefined) => {
      const { verdict, findings } = await verifyStamps(log, saying(accuracy));
      return [verdict, ...findings.filter(({ kind }) => kind === 'rfc3161').map(({ order }) => order)];
    };
    expect(await orders(1)).toEqual(['sound', undefined, 'before-an-earlier-stamp', 'before-its-block']);
    expect(await orders(undefined)).toEqual(['sound', undefined, 'before-an-earlier-stamp', 'before-its-block']);
    expect(await orders(60)).toEqual(['sound', undefined, 'before-an-earlier-stamp', 'before-an-earlier-stamp']);
    expect(await orders(1000)).toEqual(['sound', undefined, undefined, undefined]);
  });
});
