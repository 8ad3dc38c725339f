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
import { type Evidence, folderStart, writeEvidence } from './write-evidence.js';

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

it('keeps one old checkpoint that was shown again, apart from those that contradict, whatever an earlier run kept', async () => {
  const log = new History(hostile, 20, leafOf);
  const [a, other] = [await log.note(20), await rewritten(hostile).note(11)];
  const replay = async (size: number): Promise<Evidence> => {
    return { kind: 'checkpoints', a, b: await log.note(size), path: await log.path(size, 20) };
  };
  for (const size of [1, 2, 3]) writeEvidence(folder(), await replay(size), NOW);
  for (let i = 0; i < 999; i += 1) mkdirSync(join(folder(), `${folderStart(hostile.key.name)}${NOW}-${i + 3}`));
  const evidence = new EvidenceFolder(folder());
  expect(evidence.keep(await replay(4), NOW)).toBe('known');
  const path = await log.path(11, 20);
  // Without the path it shows nothing yet, with it it convicts.
  const shown = [[], path, path].map((each) => evidence.keep({ kind: 'checkpoints', a, b: other, path: each }, NOW));
  expect(shown).toEqual(['new', 'new', 'known']);
  expect(evidence.keep({ kind: 'checkpoints', a, b: await rewritten(hostile).note(20), path: [] }, NOW)).toBe('full');
});
