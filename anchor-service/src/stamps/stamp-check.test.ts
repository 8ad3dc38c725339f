import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { temporaryFolder } from '../../test/kit.js';
import { OpensslAuthority } from '../../test/openssl-authority.js';
import { certify, StampStage } from '../../test/stamp-stage.js';
import { runCli } from '../verify/cli.js';

describeWith(['openssl'], 'fit4work-verify with somebody to believe about time', () => {
  const { path, remove } = temporaryFolder();
  const authority = new OpensslAuthority(path);
  let stage: StampStage;
  let log: string;

  beforeAll(async () => {
    await sodium.ready;
    await certify(authority);
    stage = await StampStage.open(authority);
    await stage.publish(0, 5);
    await stage.stamper(stage.one()).round();
    await stage.publish(5, 9);
    log = join(stage.kit.folder, 'log');
    writeFileSync(join(stage.kit.folder, 'policy'), stage.kit.policyText);
  });
  afterAll(async () => {
    await stage.close();
    remove();
  });

  const run = async (source: string, ...more: string[]) => {
    const args = ['log', source, '--policy', join(stage.kit.folder, 'policy'), ...more];
    const { verdict, text } = await runCli(args, { clock: () => stage.now, checks: [] });
    return { judgement: verdict?.judgement, json: verdict?.json, text };
  };
  const ca = (name: string) => ['--tsa-ca', authority.path(`${name}.pem`)];

  it('verifies the stamps too, and says so in both languages; without it, it does not look at them', async () => {
    const sound = await run(log, ...ca('root'), '--tsa-policy', '1.2.3.4.1');
    expect(sound).toMatchObject({
      judgement: 'sound',
      json: { size: 9, stamps: [{ place: 'stamps/5.tsr', verdict: 'sound', authority: 'tsa', block: 0 }] },
    });
    expect(sound.text).toMatch(/1 tijdstempels kloppen, .* 5 plaatsen bestonden op 20.*Z, zegt tsa\.\n$/);
    expect((await run(log, ...ca('root'), '--language', 'en')).text).toMatch(
      /5 entries existed at 20.*Z, says tsa\.\n$/,
    );
    expect((await run(log)).json).not.toHaveProperty('stamps');
  });

  it('says what cannot be told, by its place', async () => {
    const other = join(stage.kit.folder, 'other');
    cpSync(log, other, { recursive: true });
    writeFileSync(join(other, 'stamps', '5.tsr'), stage.file('5.tsr').slice(0, -1));
    expect(await run(other, ...ca('root'))).toMatchObject({ judgement: 'unknown', json: { path: 'stamps/5.tsr' } });
    // A stamp that is honest under another policy than the reader accepts is nobody's lie.
    expect(await run(log, ...ca('root'), '--tsa-policy', '9.9')).toMatchObject({ judgement: 'unknown' });
    rmSync(join(other, 'stamps'), { recursive: true });
    for (const unknown of [run(other, ...ca('root')), run(log, ...ca('stranger')), run(log, ...ca('none'))]) {
      expect((await unknown).judgement).toBe('unknown');
    }
    expect((await run(log, ...ca('none'), '--language', 'en')).text).toMatch(/none\.pem cannot be used/);
  });
});
