import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  consistencyRoots,
  encodeVkey,
  noteSigner,
  parsePolicy,
  parseSignedCheckpoint,
  verifyNote,
} from '@fit4work/protocol';
import type { FastifyInstance } from 'fastify';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, History } from '../../test/history.js';
import { leafOf, NOW, ORIGIN, temporaryFolder } from '../../test/kit.js';
import { runToEnd } from '../../test/processes.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import type { Journal } from '../ports.js';
import { buildWitnessApp } from './app.js';
import { WitnessStateFile } from './state-file.js';

let temporary: ReturnType<typeof temporaryFolder>;
let honest: History;
let app: FastifyInstance;
let said: string[];

const log = () => noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1));
const signer = () => noteSigner('council.example', 4, new Uint8Array(32).fill(10));
const folder = (): string => join(temporary.path, 'evidence');
/** A log that rewrote everything from the n-th leaf on. */
const rewritten = (n: number): History => new History(log(), 40, (i) => leafOf(i < n ? i : i + 1000));

beforeAll(() => sodium.ready);
beforeEach(async () => {
  temporary = temporaryFolder();
  honest = new History(log(), 40, leafOf);
  said = [];
  app = open();
  expect(await status(await honest.request(0, 11))).toBe(200);
});
afterEach(() => temporary.remove());

function open(): FastifyInstance {
  const journal: Journal = { info: () => undefined, warn: (event) => said.push(event) };
  const state = new WitnessStateFile(join(temporary.path, 'state.json'), signer().key);
  const { logs } = parsePolicy(`log ${encodeVkey(log().key)}\nquorum none\n`);
  return buildWitnessApp({
    signer: signer(),
    logs,
    state,
    evidence: new EvidenceFolder(folder()),
    clock: () => NOW,
    journal,
  });
}

async function status(payload: Buffer): Promise<number> {
  return (await app.inject({ method: 'POST', url: '/add-checkpoint', payload })).statusCode;
}

const health = async () => {
  const { statusCode, body } = await app.inject('/healthz');
  return [statusCode, JSON.parse(body)];
};
const cases = (): string[] => (existsSync(folder()) ? readdirSync(folder()).sort() : []);
const read = (name: string, file: string): Uint8Array => new Uint8Array(readFileSync(join(folder(), name, file)));

describe('evidence against a log', () => {
  it('is kept of two roots of one size, word for word, and told on the page, in the journal and in the health', async () => {
    const note = await rewritten(5).note(11);
    expect(await status(bodyOf('11', [], note))).toBe(409);
    const [name = ''] = cases();
    expect(name).toMatch(new RegExp(`^[0-9a-f]{16}-${NOW}-0$`));
    expect(read(name, 'b.checkpoint')).toEqual(note);
    const [a, b] = ['a.checkpoint', 'b.checkpoint'].map((file) => parseSignedCheckpoint(read(name, file)));
    for (const each of [a, b]) verifyNote(each?.note ?? { text: '', signatures: [] }, log().key);
    expect(a?.checkpoint.size).toBe(b?.checkpoint.size);
    expect(a?.checkpoint.root).not.toEqual(b?.checkpoint.root);
    expect(Buffer.from(read(name, 'about.txt')).toString()).toMatch(
      /Bewijs tegen het logboek .*Evidence against the log /s,
    );
    expect(readdirSync(join(folder(), name)).sort()).toEqual(['a.checkpoint', 'about.txt', 'b.checkpoint']);
    expect(said).toContain('contradiction-kept');
    expect(await health()).toEqual([503, { status: 'alarm', alarms: 1 }]);
    expect((await app.inject('/?lang=nl')).body).toContain(name);
  });

  it('is kept of a size with another root whatever the request presumes', async () => {
    const note = await rewritten(5).note(11);
    expect(await status(bodyOf('0', [], note))).toBe(409);
    expect(cases()).toHaveLength(1);
    expect(await status(bodyOf('12', [], await rewritten(6).note(11)))).toBe(400);
    expect(cases()).toHaveLength(2);
  });

  it('is kept of a larger tree whose own proof says that the record was never in it', async () => {
    expect(await status(await rewritten(5).request(11, 25))).toBe(422);
    const [name = ''] = cases();
    const [a, b] = ['a.checkpoint', 'b.checkpoint'].map((file) => parseSignedCheckpoint(read(name, file)).checkpoint);
    const proof = Buffer.from(read(name, 'proof')).toString().trimEnd().split('\n');
    const roots = consistencyRoots(
      11,
      25,
      proof.map((line) => new Uint8Array(Buffer.from(line, 'base64'))),
    );
    expect(roots?.newRoot).toEqual(b?.root);
    expect(roots?.oldRoot).not.toEqual(a?.root);
  });

  it.each([
    ['two roots of one size', 409, async () => bodyOf('11', [], await rewritten(5).note(11))],
    ['a larger tree without the record', 422, () => rewritten(5).request(11, 25)],
  ])('of %s convinces the verifier, offline and by the log’s key alone', async (_title, code, body) => {
    expect(await status(await body())).toBe(code);
    writeFileSync(join(temporary.path, 'policy'), `log ${encodeVkey(log().key)}\nquorum none\n`);
    const args = ['evidence', join(folder(), cases()[0] ?? ''), '--policy', join(temporary.path, 'policy'), '--json'];
    const told = await runToEnd('verify/main.js', args);
    expect([told.code, JSON.parse(told.stdout).verdict]).toEqual([1, 'unsound']);
  });

  it('is not kept of what anybody can send: a wrong proof, a forged signature, a record of another size', async () => {
    const fork = rewritten(5);
    expect(await status(bodyOf('11', await honest.proof(11, 25), await fork.note(25)))).toBe(422);
    expect(await status(bodyOf('11', await honest.proof(12, 25), await honest.note(25)))).toBe(422);
    expect(await status(bodyOf('7', await fork.proof(7, 25), await fork.note(25)))).toBe(409);
    const forged = new History(noteSigner(ORIGIN, 1, new Uint8Array(32).fill(7)), 11, leafOf);
    expect(await status(bodyOf('11', [], await forged.note(11)))).toBe(403);
    expect(await status(bodyOf('11', [], await honest.note(9)))).toBe(400);
    expect(cases()).toEqual([]);
    expect(await health()).toEqual([200, { status: 'ok', alarms: 0 }]);
  });

  it('is kept once, also after a restart and with other lines after the note, and outlives one', async () => {
    const note = await rewritten(5).note(11);
    await status(bodyOf('11', [], note));
    await status(bodyOf('11', [], note));
    app = open();
    expect(await health()).toEqual([503, { status: 'alarm', alarms: 1 }]);
    await status(bodyOf('11', [], new Uint8Array(Buffer.concat([note, Buffer.from('— stranger AAAAAAAA\n')]))));
    expect(cases()).toHaveLength(1);
    await status(bodyOf('11', [], await rewritten(4).note(11)));
    expect(cases()).toHaveLength(2);
  });

  it('does not keep the witness from cosigning what extends its record', async () => {
    await status(bodyOf('11', [], await rewritten(5).note(11)));
    expect(await status(await honest.request(11, 30))).toBe(200);
  });

  it('that cannot be written is refused and told all the same, and kept when it can be', async () => {
    writeFileSync(folder(), 'in the way');
    const body = bodyOf('11', [], await rewritten(5).note(11));
    expect(await status(body)).toBe(409);
    expect(said).toContain('contradiction-not-kept');
    expect(await health()).toEqual([503, { status: 'alarm', alarms: 1 }]);
    expect((await app.inject('/?lang=en')).body).toContain('Evidence could not be kept on disk (count: 1)');
    rmSync(folder());
    expect(await status(body)).toBe(409);
    expect(cases()).toHaveLength(1);
  });

  it('that was half written when the process died is no case, and is cleared away by the next', async () => {
    mkdirSync(join(folder(), '.half.tmp'), { recursive: true });
    writeFileSync(join(folder(), '.half.tmp', 'a.checkpoint'), 'half');
    app = open();
    expect(await health()).toEqual([200, { status: 'ok', alarms: 0 }]);
    await status(bodyOf('11', [], await rewritten(5).note(11)));
    expect(cases()).toHaveLength(1);
    expect(cases()[0]).not.toContain('tmp');
  });

  it('is no reason not to start when somebody took its files away', async () => {
    await status(bodyOf('11', [], await rewritten(5).note(11)));
    rmSync(join(folder(), cases()[0] ?? '', 'b.checkpoint'));
    app = open();
    expect(await health()).toEqual([503, { status: 'alarm', alarms: 1 }]);
  });
});
