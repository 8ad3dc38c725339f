import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodeVkey, type NoteSigner, noteSigner, parsePolicy } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { bodyOf, History } from '../../test/history.js';
import { leafOf, NOW, quiet, temporaryFolder } from '../../test/kit.js';
import { buildWitnessApp } from '../witness/app.js';
import { WitnessStateFile } from '../witness/state-file.js';
import { EvidenceFolder } from './evidence-folder.js';
import { folderStart } from './write-evidence.js';

let temporary: ReturnType<typeof temporaryFolder>;
let hostile: NoteSigner;
let other: NoteSigner;

beforeAll(() => sodium.ready);
beforeEach(() => {
  temporary = temporaryFolder();
  [hostile, other] = ['hostile', 'other'].map((name, i) =>
    noteSigner(`log.example/${name}`, 1, new Uint8Array(32).fill(i + 1)),
  ) as [NoteSigner, NoteSigner];
});
afterEach(() => temporary.remove());

const folder = (): string => join(temporary.path, 'evidence');
const rewritten = (log: NoteSigner): History => new History(log, 20, (i) => leafOf(i + 1000));

function open() {
  const signer = noteSigner('council.example', 4, new Uint8Array(32).fill(10));
  const state = new WitnessStateFile(join(temporary.path, 'state.json'), signer.key);
  const vkeys = [hostile, other].map(({ key }) => `log ${encodeVkey(key)}\n`).join('');
  const { logs } = parsePolicy(`${vkeys}quorum none\n`);
  const evidence = new EvidenceFolder(folder());
  return buildWitnessApp({ signer, logs, state, evidence, clock: () => NOW, journal: quiet });
}

it('keeps a thousand cases of one log, counts those after them, and has room for every other log', async () => {
  for (let i = 0; i < 1000; i += 1) {
    mkdirSync(join(folder(), `${folderStart(hostile.key.name)}${NOW}-${i}`), { recursive: true });
  }
  const app = open();
  const post = async (payload: Buffer) =>
    (await app.inject({ method: 'POST', url: '/add-checkpoint', payload })).statusCode;
  const health = async () => (await app.inject('/healthz')).json();
  for (const log of [hostile, other]) {
    expect(await post(await new History(log, 20, leafOf).request(0, 11))).toBe(200);
    expect(await post(bodyOf('11', [], await rewritten(log).note(11)))).toBe(409);
  }
  expect(await health()).toEqual({ status: 'alarm', alarms: 1001, leftOut: 1 });
  await post(bodyOf('11', [], await rewritten(hostile).note(11)));
  expect(await health()).toEqual({ status: 'alarm', alarms: 1001, leftOut: 2 });
  expect((await app.inject('/?lang=en')).body).toContain('not kept (count: 2)');
  expect((await app.inject('/?lang=nl')).body).toContain('nog 2 keer');
});
