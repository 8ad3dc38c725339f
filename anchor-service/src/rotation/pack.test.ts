import { copyFileSync, writeFileSync } from 'node:fs';
import { readArchive } from '@fit4work/archive';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leavesOf } from '../../test/kit.js';
import { type Running, runToEnd } from '../../test/processes.js';
import { RotatingNetwork, type WitnessPlace } from '../../test/rotating-network.js';

let net: RotatingNetwork;
let council: WitnessPlace;
let university: WitnessPlace;
let log: string;

beforeEach(async () => {
  await sodium.ready;
  net = new RotatingNetwork();
  await net.open();
  log = await net.makeKey('log.key', 'log.example/rotating', 'log');
  [council, university] = [await net.makeWitness('council'), await net.makeWitness('university')];
  net.writePolicy('policy', log, [council, university]);
  await Promise.all([council, university].map((witness) => net.startWitness(witness, 'policy')));
}, 120_000);
afterEach(() => net.close());

/** Has a new key of the log stated, by everybody whom it takes. */
async function stateNewKey(): Promise<void> {
  const next = await net.makeKey('new.key', 'log.example/rotating', 'log');
  net.writePolicy('policy.1', next, [council, university]);
  const at = ['--log', net.path('log')];
  const keys = ['log.key', 'new.key'].map((key) => net.path(key));
  const draft = net.path('change');
  const proposed = await net.admin(
    'policy',
    'propose',
    ...at,
    '--to',
    net.path('policy.1'),
    '--out',
    draft,
    '--key',
    ...keys,
  );
  expect(proposed.code).toBe(0);
  const copies = [council, university].map(({ file }) => ({ file, copy: `${draft}.${file}` }));
  for (const { file, copy } of copies) {
    copyFileSync(draft, copy);
    const own = ['--policy', net.path(`${file}.policy`), '--config', net.path(`${file}.config`), '--agree'];
    expect((await net.admin('policy', 'cosign', copy, ...at, ...own)).code).toBe(0);
  }
  const files = copies.map(({ copy }) => copy);
  expect((await net.admin('policy', 'publish', ...files, ...at, '--policies', net.path('policies'))).code).toBe(0);
}

/** Fetches the pack of today and judges it under the first policy, as an auditor does who knows no other. */
async function judgePack({ port }: Running): Promise<{ verdict: unknown; members: string[] }> {
  const today = new Date().toISOString().slice(0, 10);
  const answer = await fetch(`http://127.0.0.1:${port}/audit/pack?from=${today}&until=${today}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(answer.status).toBe(200);
  writeFileSync(net.path('pack.tar'), bytes);
  const judged = await runToEnd('verify/main.js', [
    ...['pack', net.path('pack.tar'), '--policy', net.path('policy'), '--json'],
  ]);
  return { verdict: JSON.parse(judged.stdout), members: [...readArchive(bytes).keys()] };
}

it('a pack that is made between the restart of a rotating log and the publication of its statement is sound', async () => {
  let anchor = await net.startAnchor();
  await net.append(anchor, leavesOf(0, 50), 50);
  await stateNewKey();
  await net.stop('anchor');
  // Without its quorum nothing is published: the statement is public, and its leaf is not in the log.
  await net.stop(university.file);
  anchor = await net.startAnchor({
    FIT4WORK_ANCHOR_POLICIES: net.path('policies'),
    FIT4WORK_ANCHOR_NEXT_KEY: net.path('new.key'),
  });
  await net.untilSaid(anchor, 'too-few-witnesses');
  const between = await judgePack(anchor);
  expect(between).toMatchObject({ verdict: { verdict: 'sound', size: 50 } });
  expect(between.members).toContain('policies/1');
  expect(between.members).not.toContain('policies/1.tlog-proof');
  await net.startWitness(university);
  await net.untilLeaves(anchor, 51);
  // Noted for auditors a moment after it is out.
  await expect
    .poll(() => judgePack(anchor), { timeout: 60_000 })
    .toMatchObject({
      verdict: { verdict: 'sound', size: 52 },
      members: expect.arrayContaining(['policies/1.tlog-proof']),
    });
}, 180_000);
