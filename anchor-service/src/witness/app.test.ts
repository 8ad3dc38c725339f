import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  formatNote,
  noteSigner,
  parseNote,
  parseSignatureLines,
  rootOfEntries,
  signCheckpoint,
  verifyCosignature,
} from '@fit4work/protocol';
import type { FastifyInstance } from 'fastify';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, History } from '../../test/history.js';
import { createKit, type LogKit, leafOf, leavesOf, NOW, ORIGIN, quiet } from '../../test/kit.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import { buildWitnessApp } from './app.js';
import { WitnessStateFile } from './state-file.js';

let kit: LogKit;
let app: FastifyInstance;
let honest: History;
let now: number;

beforeAll(() => sodium.ready);
beforeEach(() => {
  kit = createKit();
  honest = new History(kit.signer, 40, leafOf);
  now = NOW;
  app = openWitness();
});
afterEach(() => kit.remove());

const key = () => noteSigner('council.example', 4, new Uint8Array(32).fill(10));
const stateFile = (): string => join(kit.folder, 'own-state.json');

function openWitness(): FastifyInstance {
  const state = new WitnessStateFile(stateFile(), key().key);
  const evidence = new EvidenceFolder(join(kit.folder, 'evidence'));
  return buildWitnessApp({ signer: key(), logs: kit.policy.logs, state, evidence, clock: () => now, journal: quiet });
}

function noteAt(size: number, root: Uint8Array, origin = ORIGIN): Uint8Array {
  const signer = origin === ORIGIN ? kit.signer : noteSigner(origin, 1, new Uint8Array(32).fill(66));
  return formatNote(signCheckpoint({ origin, size, root }, signer));
}

const post = (payload: Buffer) => app.inject({ method: 'POST', url: '/add-checkpoint', payload });
const shown = () => app.inject(`/${createHash('sha256').update(ORIGIN).digest('hex')}/checkpoint`);

async function cosignTo(size: number): Promise<void> {
  expect((await post(await honest.request(0, size))).statusCode).toBe(200);
}

describe('a witness', () => {
  it('cosigns what extends its record, also after a restart, and shows it to monitors', async () => {
    await cosignTo(10);
    app = openWitness();
    const answer = await post(await honest.request(10, 25));
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.body).toMatch(/^— council\.example [A-Za-z0-9+/]+=*\n$/);
    const note = { ...parseNote(await honest.note(25)), signatures: parseSignatureLines(answer.body) };
    expect(verifyCosignature(note, key().key)).toBe(NOW);
    expect((await shown()).body).toContain(`${ORIGIN}\n25\n`);
    expect(verifyCosignature(parseNote((await shown()).rawPayload), key().key)).toBe(NOW);
    expect((await app.inject(`/${'0'.repeat(64)}/checkpoint`)).statusCode).toBe(404);
  });

  it('cosigns the same checkpoint again, at a time that is never before', async () => {
    await cosignTo(10);
    now = NOW - 500;
    const answer = await post(await honest.request(10, 10));
    expect(answer.statusCode).toBe(200);
    expect(verifyCosignature(parseNote((await shown()).rawPayload), key().key)).toBe(NOW);
    now = NOW + 5;
    expect((await post(await honest.request(10, 10))).statusCode).toBe(200);
    expect(verifyCosignature(parseNote((await shown()).rawPayload), key().key)).toBe(NOW + 5);
  });

  it('cosigns the empty log, and what extends it', async () => {
    expect((await post(await honest.request(0, 0))).statusCode).toBe(200);
    expect((await post(await honest.request(0, 7))).statusCode).toBe(200);
  });

  it('has its record on disk before it answers', async () => {
    await cosignTo(10);
    expect(readFileSync(stateFile(), 'utf8')).toContain(`${ORIGIN}\\n10\\n`);
  });

  it('keeps no line of a key that nobody here knows', async () => {
    const note = Buffer.concat([await honest.note(10), Buffer.from('— stranger AAAAAAAA\n')]);
    expect((await post(bodyOf('0', [], new Uint8Array(note)))).statusCode).toBe(200);
    expect((await shown()).body).not.toContain('stranger');
  });

  it('answers 409 with its size to whoever presumes another', async () => {
    await cosignTo(10);
    for (const old of [0, 9, 12]) {
      const answer = await post(await honest.request(old, 25));
      expect(answer.statusCode).toBe(409);
      expect(answer.headers['content-type']).toBe('text/x.tlog.size');
      expect(answer.body).toBe('10\n');
    }
  });

  it('says 0 to whoever presumes a record that there is not', async () => {
    const answer = await post(await honest.request(5, 10));
    expect([answer.statusCode, answer.body]).toEqual([409, '0\n']);
  });

  it('answers 404 to an unknown origin and 403 without a signature of its key', async () => {
    const root = rootOfEntries([]);
    expect((await post(bodyOf('0', [], noteAt(5, root, 'other.example')))).statusCode).toBe(404);
    const forged = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(77));
    const note = formatNote(signCheckpoint({ origin: ORIGIN, size: 5, root }, forged));
    expect((await post(bodyOf('0', [], note))).statusCode).toBe(403);
    const flipped = Buffer.from(await honest.note(5))
      .toString('utf8')
      .replace('\n5\n', '\n6\n');
    expect((await post(bodyOf('0', [], new Uint8Array(Buffer.from(flipped))))).statusCode).toBe(403);
    const signed = Buffer.from(await honest.note(5)).toString('utf8');
    const twice = `${signed}${flipLast(signed.split('\n').at(-2) ?? '')}\n`;
    expect((await post(bodyOf('0', [], new Uint8Array(Buffer.from(twice))))).statusCode).toBe(403);
  });

  it('answers 400 when the old size is above the new one, and to what is no request', async () => {
    await cosignTo(10);
    const [note, proof] = [await honest.note(25), await honest.proof(10, 25)];
    const manyLines = Array.from({ length: 64 }, () => leafOf(1));
    const bodies = [
      bodyOf('26', [], note),
      bodyOf('010', proof, note),
      bodyOf('-1', proof, note),
      bodyOf('10 ', proof, note),
      bodyOf('9007199254740993', proof, note),
      bodyOf('10', manyLines, note),
      bodyOf('10', [new Uint8Array(31)], note),
      bodyOf('10', proof, note.subarray(0, note.length - 1)),
      Buffer.from(bodyOf('10', proof, note).toString('latin1').replace('=\n', '\n'), 'latin1'),
      Buffer.from(bodyOf('10', proof, note).toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
      Buffer.from('old 10\n'),
      Buffer.from('garbage'),
      Buffer.alloc(0),
    ];
    for (const body of bodies) expect((await post(body)).statusCode).toBe(400);
    expect((await post(Buffer.alloc(80 * 1024))).statusCode).toBe(413);
    expect((await post(bodyOf('10', proof, note))).statusCode).toBe(200);
  });

  it('takes 63 lines of proof for a proof, if a wrong one', async () => {
    await cosignTo(10);
    const lines = Array.from({ length: 63 }, (_, n) => leafOf(n));
    expect((await post(bodyOf('10', lines, await honest.note(25)))).statusCode).toBe(422);
  });

  it('refuses rollback, fork and wrong proofs with 422 or 409 and keeps its record', async () => {
    expect((await post(bodyOf('0', [leafOf(1)], await honest.note(5)))).statusCode).toBe(422);
    expect((await post(bodyOf('0', [], noteAt(0, new Uint8Array(32))))).statusCode).toBe(422);
    await cosignTo(10);
    const fork = rootOfEntries(leavesOf(500, 525));
    const proof = await honest.proof(10, 25);
    expect((await post(bodyOf('10', proof, noteAt(25, fork)))).statusCode).toBe(422);
    expect((await post(bodyOf('10', await honest.proof(9, 25), await honest.note(25)))).statusCode).toBe(422);
    const other = await post(bodyOf('10', [], noteAt(10, fork)));
    expect([other.statusCode, other.headers['content-type']]).toEqual([409, 'text/plain; charset=utf-8']);
    expect((await post(bodyOf('10', [leafOf(1)], noteAt(10, fork)))).statusCode).toBe(422);
    expect((await post(await honest.request(8, 8))).statusCode).toBe(409);
    expect((await post(bodyOf('10', [], await honest.note(8)))).statusCode).toBe(400);
    expect((await post(await honest.request(10, 25))).statusCode).toBe(200);
  });

  it('lets one of two requests that extend the same record win', async () => {
    await cosignTo(10);
    const bodies = [await honest.request(10, 25), await honest.request(10, 20)];
    const answers = await Promise.all(bodies.map(post));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  });

  it('gives no cosignature that it could not record, and goes on when it can', async () => {
    await cosignTo(10);
    mkdirSync(`${stateFile()}.tmp`);
    expect((await post(await honest.request(10, 25))).statusCode).toBe(500);
    expect((await shown()).body).toContain(`${ORIGIN}\n10\n`);
    rmdirSync(`${stateFile()}.tmp`);
    expect((await post(await honest.request(10, 25))).statusCode).toBe(200);
  });

  it('does not start over when its state is damaged', () => {
    writeFileSync(stateFile(), '{"version":1,"checkpoints":["half');
    expect(openWitness).toThrowError(/is damaged/);
  });
});

function flipLast(line: string): string {
  const bytes = Buffer.from(line.split(' ').at(-1) ?? '', 'base64');
  bytes.writeUInt8((bytes.at(-1) ?? 0) ^ 1, bytes.length - 1);
  return `${line.slice(0, line.lastIndexOf(' '))} ${bytes.toString('base64')}`;
}
