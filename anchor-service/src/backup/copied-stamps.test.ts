import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { temporaryFolder } from '../../test/kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { certify, HOUR, StampStage } from '../../test/stamp-stage.js';
import { SqliteAuditBook } from '../adapters/sqlite-audit-book.js';
import { folderReader } from '../verify/sources.js';
import { backUp } from './back-up.js';
import { restore } from './restore.js';

describeWith(['openssl'], 'time stamps and the book of publications', () => {
  const { path: own, remove } = temporaryFolder();
  const authority = new OpensslAuthority(own);
  let stage: StampStage;
  const onProgress = (): void => undefined;
  const inKit = (...names: readonly string[]): string => join(stage.kit.folder, ...names);
  const inBackup = (...names: readonly string[]): string => join(own, 'backup', ...names);
  const inRestored = (...names: readonly string[]): string => join(own, 'restored', ...names);
  const back = () => backUp({ state: inKit('state'), logDir: inKit('log'), out: inBackup(), onProgress });
  const restored = ({ from, andFrom }: { from?: string; andFrom?: string }) =>
    restore({
      from,
      andFrom:
        andFrom === undefined
          ? undefined
          : {
              read: folderReader(andFrom),
              policy: { text: stage.kit.policyText, policy: stage.kit.policy },
              now: stage.now,
            },
      state: inRestored('state'),
      logDir: inRestored('log'),
      onProgress,
    });

  beforeAll(async () => {
    await sodium.ready;
    await certify(authority);
    stage = await StampStage.open(authority);
    await stage.log.publication.prepare();
    const book = new SqliteAuditBook(inKit('state', 'audit.sqlite'));
    for (const [from, to] of [
      [0, 5],
      [5, 300],
    ] as const) {
      await stage.publish(from, to);
      await stage.stamper().round();
      book.note({ size: to, time: stage.now, witnesses: ['council'] }, new Uint8Array(1));
      stage.now += HOUR;
    }
    await back();
    // What an anchor that runs wrote last stands beside its file, and has to be in a copy all the same.
    expect(existsSync(inKit('state', 'audit.sqlite-wal'))).toBe(true);
    book.close();
  });
  afterEach(() => rmSync(inRestored(), { recursive: true, force: true }));
  afterAll(async () => {
    await stage.close();
    remove();
  });

  function assertSameStamps(folder: string): void {
    expect(readdirSync(folder).sort()).toEqual(stage.kept());
    for (const name of stage.kept())
      expect(readFileSync(join(folder, name)), name).toEqual(Buffer.from(stage.file(name)));
  }

  function noted(state: string): readonly number[] {
    const book = new SqliteAuditBook(join(state, 'audit.sqlite'));
    const sizes = book.publicationsAbove(0, 10).map(({ size }) => size);
    book.close();
    return sizes;
  }

  it('are in a backup of a log that runs, and in what is restored from it', async () => {
    assertSameStamps(inBackup('log', 'stamps'));
    await restored({ from: inBackup() });
    assertSameStamps(inRestored('log', 'stamps'));
    expect(noted(inRestored('state'))).toEqual([5, 300]);
  });

  it('come from what is published where the backup has none of them, or there is no backup', async () => {
    await stage.publish(300, 700);
    await stage.stamper().round();
    stage.now += HOUR;
    cpSync(inKit('log'), join(own, 'mirror'), { recursive: true });
    rmSync(join(own, 'mirror', 'policies'), { recursive: true });
    await restored({ from: inBackup(), andFrom: join(own, 'mirror') });
    assertSameStamps(inRestored('log', 'stamps'));
    expect(noted(inRestored('state'))).toEqual([5, 300]);
    rmSync(inRestored(), { recursive: true });
    await restored({ andFrom: join(own, 'mirror') });
    assertSameStamps(inRestored('log', 'stamps'));
    expect(existsSync(inRestored('state', 'audit.sqlite'))).toBe(false);
  });

  it('are refused by their place when they are not of the log, and the book when it is damaged, with nothing left', async () => {
    const broken = (name: string, act: () => Promise<unknown>): Promise<unknown> => {
      const file = join(own, name);
      const kept = readFileSync(file);
      writeFileSync(file, Buffer.alloc(kept.length, 1));
      return act().finally(() => writeFileSync(file, kept));
    };
    const refused = async (act: () => Promise<unknown>, message: RegExp): Promise<void> => {
      await expect(act()).rejects.toMatchObject({ code: 'unsound', message: expect.stringMatching(message) });
      for (const name of ['state', 'log']) expect(existsSync(inRestored(name)), name).toBe(false);
    };
    for (const name of ['300.checkpoint', '300.tsr', '300.ots']) {
      const place = new RegExp(`stamps/${name}`);
      await refused(() => broken(`backup/log/stamps/${name}`, () => restored({ from: inBackup() })), place);
      await refused(() => broken(`mirror/stamps/${name}`, () => restored({ andFrom: join(own, 'mirror') })), place);
    }
    const book = /audit\.sqlite is damaged: move it out of the state/;
    await refused(() => broken('backup/state/audit.sqlite', () => restored({ from: inBackup() })), book);
    rmSync(inBackup(), { recursive: true });
    const file = inKit('log', 'stamps', '5.ots');
    writeFileSync(file, 'no proof');
    await refused(back, /stamps\/5\.ots/);
    expect(existsSync(inBackup())).toBe(false);
  });
});
