import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  addSignatures,
  type Block,
  encodeBlock,
  formatSignedCheckpoint,
  parseBlock,
  parseSignedCheckpoint,
  utf8,
} from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redated } from '../../test/block-attacks.js';
import { type CliKit, createCliKit } from '../../test/cli-kit.js';

const PAGE = '<!doctype html>\n<html><body>Sign in to this network.</body></html>\n';

let kit: CliKit;
let portal: Server;
let address: string;
const at: CliKit['at'] = (...parts) => kit.at(...parts);

beforeAll(async () => {
  kit = await createCliKit();
  portal = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(PAGE));
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
  // Each is a copy of a sound log with one file in the place of another.
  for (const [name, [path, bytes]] of Object.entries(changes())) {
    cpSync(at('log'), at(name), { recursive: true });
    writeFileSync(at(name, path), bytes);
  }
  writeFileSync(at('page'), PAGE);
});
afterAll(async () => {
  await new Promise((resolve) => portal.close(resolve));
  kit.remove();
});

function changes(): Record<string, [string, Uint8Array | string]> {
  const served = (path: string): Uint8Array => kit.log.file(path);
  const { note } = parseSignedCheckpoint(served('checkpoint'));
  const unsigned = formatSignedCheckpoint({ text: note.text, signatures: note.signatures.slice(1) });
  const again = (height: number): Uint8Array => redated(kit.log, height).get(`blocks/${height}`) ?? new Uint8Array(0);
  const alone = formatSignedCheckpoint(addSignatures({ text: note.text, signatures: [] }, note.signatures.slice(0, 1)));
  return {
    'page-for-checkpoint': ['checkpoint', PAGE],
    'nothing-for-checkpoint': ['checkpoint', ''],
    'unsigned-checkpoint': ['checkpoint', unsigned],
    'unwitnessed-checkpoint': ['checkpoint', alone],
    'page-for-tile': ['tile/0/001', PAGE],
    'page-for-bundle': ['tile/entries/000', PAGE],
    'page-for-block': ['blocks/1', PAGE],
    'page-for-latest': ['blocks/latest', PAGE],
    'redated-newest': ['blocks/4', again(4)],
    'redated-bound': ['blocks/3', again(3)],
    ...newestWith('backdated-newest', ({ time }) => ({ time: time - 86_400 })),
    ...newestWith('raised-newest', ({ height }) => ({ height: height + 1 })),
    ...newestWith('moved-newest', ({ firstIndex }) => ({ firstIndex: firstIndex + 1 })),
    ...newestWith('long-newest', ({ size }) => ({ size: size + 1 })),
    ...newestWith('short-newest', ({ size }) => ({ size: size - 1 })),
    ...newestWith('unlinked-newest', () => ({ previous: new Uint8Array(32).fill(7) })),
    ...newestWith('rootless-newest', () => ({ root: new Uint8Array(32).fill(7) })),
    'garbled-newest': ['blocks/4', served('blocks/4').subarray(1)],
    ...blockWith('raised-bound', 3, ({ height }) => ({ height: height + 1 })),
    ...blockWith('long-bound', 3, ({ size }) => ({ size: size + 1 })),
    ...blockWith('rootless-bound', 3, () => ({ root: new Uint8Array(32).fill(7) })),
    'wrong-tile': ['tile/0/000', served('tile/0/000').with(7, (served('tile/0/000')[7] ?? 0) ^ 1)],
    'wrong-leaf': ['tile/entries/000', served('tile/entries/000').with(9, (served('tile/entries/000')[9] ?? 0) ^ 1)],
  };
}

const newestWith = (name: string, change: Change): Changed => blockWith(name, 4, change);

type Change = (block: Block) => Partial<Block>;
type Changed = Record<string, [string, Uint8Array]>;

function blockWith(name: string, height: number, change: Change): Changed {
  const path = `blocks/${height}`;
  const block = parseBlock(kit.log.file(path));
  return { [name]: [path, encodeBlock({ ...block, ...change(block) })] };
}

type Run = (log: string) => Promise<unknown>;

const whole = async (log: string): Promise<unknown> => (await kit.run(['log', log])).judgement;
const sampled = async (log: string): Promise<unknown> =>
  (await kit.run(['sample', log, '--count', '700', '--seed', 's'])).judgement;
const compared = async (log: string): Promise<unknown> => (await kit.run(['compare', at('log'), log])).judgement;

describe('what is nobody’s signed word convicts nobody', () => {
  it('whether a page answers for all of a log', async () => {
    for (const run of [whole, sampled, compared]) expect(await run(address), run.name).toBe('unknown');
    const { text } = await kit.run(['log', address, '--language', 'en'], { json: false });
    expect(text).toMatch(/^Could not tell\. What is served as the checkpoint is not one .* a page in between\?/);
  });

  it.each<[string, ...Run[]]>([
    ['page-for-checkpoint', whole, sampled, compared],
    ['nothing-for-checkpoint', whole, sampled, compared],
    ['unsigned-checkpoint', whole, sampled, compared],
    ['unwitnessed-checkpoint', whole, sampled, compared],
    ['page-for-tile', whole, sampled],
    ['page-for-bundle', whole, sampled],
    ['page-for-block', whole],
    ['page-for-latest', whole, compared],
    ['redated-newest', whole, compared],
    ['backdated-newest', whole, sampled, compared],
    ['raised-newest', whole, sampled, compared],
    ['moved-newest', whole, sampled, compared],
    ['long-newest', whole, sampled, compared],
    ['short-newest', whole, sampled, compared],
    ['unlinked-newest', whole, sampled, compared],
    ['rootless-newest', whole, compared],
    ['garbled-newest', whole, sampled, compared],
  ])('as %s', async (name, ...runs) => {
    for (const run of runs) expect(await run(at(name)), run.name).toBe('unknown');
  });

  it.each<[string, ...Run[]]>([
    ['wrong-tile', whole, sampled],
    ['wrong-leaf', whole, sampled],
    ['redated-bound', whole, sampled, compared],
    ['raised-bound', whole, sampled, compared],
    ['long-bound', whole, sampled, compared],
    ['rootless-bound', whole, sampled, compared],
  ])('yet %s under the signed root does', async (name, ...runs) => {
    for (const run of runs) expect(await run(at(name)), run.name).toBe('unsound');
  });

  it('as an older checkpoint, which contradicts nothing by that: the evidence is kept all the same', async () => {
    const state = at('seen.json');
    await kit.run(['log', at('log'), '--state', state]);
    const before = readFileSync(state, 'utf8');
    const { json } = await kit.run(['log', at('early'), '--state', state]);
    expect(json).toMatchObject({ verdict: 'unknown', kind: 'rollback', index: 300, other: 700 });
    expect(existsSync(String(json.evidence))).toBe(true);
    expect(readFileSync(state, 'utf8')).toBe(before);
    const { text } = await kit.run(['log', at('early'), '--state', state, '--language', 'en'], { json: false });
    expect(text).toMatch(
      /^Could not tell\. The checkpoint has 300 \w+, older than what was seen before, of 700, or of another past:/,
    );
  });

  it('in what is judged without a network', async () => {
    const page = at('page');
    writeFileSync(at('unsigned.tlog-proof'), readFileSync(at('good.tlog-proof'), 'utf8').replace(/— \S+ \S+\n/, ''));
    for (const file of [page, at('unsigned.tlog-proof')]) {
      const { json } = await kit.run(['proof', file, '--record', at('record')]);
      expect(json).toMatchObject({ verdict: 'unknown', kind: 'unusable-proof' });
    }
    expect((await kit.run(['pack', page])).judgement).toBe('unknown');
    cpSync(at('log'), at('bundle'), { recursive: true });
    for (const name of ['a.checkpoint', 'b.checkpoint']) {
      writeFileSync(at('bundle', name), utf8(PAGE));
      expect((await kit.run(['evidence', at('bundle')])).judgement).toBe('unknown');
    }
  });

  it('and a proof that does not lead to its signed root is unsound, which it says of itself and not of the log', async () => {
    const good = readFileSync(at('good.tlog-proof'), 'utf8');
    const leaf = (byte: string): string[] => ['--leaf', byte.repeat(32)];
    writeFileSync(at('moved.tlog-proof'), good.replace('index 299', 'index 298'));
    writeFileSync(at('beyond.tlog-proof'), good.replace('index 299', 'index 700'));
    for (const [name, given] of [
      ['moved', ['--record', at('record')]],
      ['beyond', ['--record', at('record')]],
      ['good', leaf('07')],
    ] as const) {
      const { json } = await kit.run(['proof', at(`${name}.tlog-proof`), ...given]);
      expect(json, name).toMatchObject({ verdict: 'unsound', kind: 'bad-proof' });
      expect(json.reason, name).toContain('it is of another leaf or was changed, and says nothing of the log');
    }
  });

  it('and a signed fork does', async () => {
    expect(await compared(at('other'))).toBe('unsound');
  });
});
