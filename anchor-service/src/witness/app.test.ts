import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  consistencyProof,
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
import { createKit, type LogKit, leafOf, leavesOf, NOW, ORIGIN, quiet } from '../../test/kit.js';
import { TileRows } from '../core/tile-rows.js';
import { buildWitnessApp } from './app.js';
import { WitnessStateFile } from './state-file.js';

let kit: LogKit;
let app: FastifyInstance;
let stateFile: string;

beforeAll(() => sodium.ready);
beforeEach(() => {
  kit = createKit();
  stateFile = join(kit.folder, 'state.json');
  app = openWitness();
});
afterEach(() => kit.remove());

const key = () => noteSigner('council.example', 4, new Uint8Array(32).fill(10));

function openWitness(): FastifyInstance {
  const state = new WitnessStateFile(stateFile);
  return buildWitnessApp({ signer: key(), logs: kit.policy.logs, state, clock: () => NOW, journal: quiet });
}

const leaves = leavesOf(0, 40);
const noteAt = (size: number, root = rootOfEntries(leaves.slice(0, size)), origin = ORIGIN): Uint8Array => {
  const signer = origin === ORIGIN ? kit.signer : noteSigner(origin, 1, new Uint8Array(32).fill(66));
  return formatNote(signCheckpoint({ origin, size, root }, signer));
};

async function proofFrom(oldSize: number, size: number): Promise<Uint8Array[]> {
  const { files } = TileRows.of(0).grow({ standing: [], leaves: leaves.slice(0, size) });
  return consistencyProof({ read: async (path) => files.get(path), size }, oldSize);
}

function bodyOf(old: string, proof: readonly Uint8Array[], note: Uint8Array): Buffer {
  const head = [`old ${old}`, ...proof.map((hash) => Buffer.from(hash).toString('base64')), '', ''].join('\n');
  return Buffer.concat([Buffer.from(head), note]);
}

const post = (payload: Buffer) => app.inject({ method: 'POST', url: '/add-checkpoint', payload });

async function cosignTo(size: number): Promise<void> {
  expect((await post(bodyOf('0', [], noteAt(size)))).statusCode).toBe(200);
}

describe('a witness', () => {
  it('cosigns what extends its record, also after a restart, and shows it to monitors', async () => {
    await cosignTo(10);
    app = openWitness();
    const answer = await post(bodyOf('10', await proofFrom(10, 25), noteAt(25)));
    expect(answer.statusCode).toBe(200);
    const note = { ...parseNote(noteAt(25)), signatures: parseSignatureLines(answer.body) };
    expect(verifyCosignature(note, key().key)).toBe(NOW);
    const url = `/${createHash('sha256').update(ORIGIN).digest('hex')}/checkpoint`;
    const shown = await app.inject(url);
    expect(shown.body).toContain(`${ORIGIN}\n25\n`);
    expect(verifyCosignature(parseNote(shown.rawPayload), key().key)).toBe(NOW);
    expect((await app.inject(`/${'0'.repeat(64)}/checkpoint`)).statusCode).toBe(404);
  });

  it('cosigns the same checkpoint again', async () => {
    await cosignTo(10);
    expect((await post(bodyOf('10', [], noteAt(10)))).statusCode).toBe(200);
  });

  it('has its record on disk before it answers', async () => {
    await cosignTo(10);
    expect(readFileSync(stateFile, 'utf8')).toContain(`${ORIGIN}\\n10\\n`);
  });

  it('answers 409 with its size to whoever presumes another', async () => {
    await cosignTo(10);
    for (const old of ['0', '9', '12']) {
      const answer = await post(bodyOf(old, [], noteAt(25)));
      expect(answer.statusCode).toBe(409);
      expect(answer.headers['content-type']).toBe('text/x.tlog.size');
      expect(answer.body).toBe('10\n');
    }
  });

  it('answers 404 to an unknown origin and 403 without a signature of its key', async () => {
    expect((await post(bodyOf('0', [], noteAt(5, undefined, 'other.example')))).statusCode).toBe(404);
    const forged = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(77));
    const note = formatNote(signCheckpoint({ origin: ORIGIN, size: 5, root: rootOfEntries([]) }, forged));
    expect((await post(bodyOf('0', [], note))).statusCode).toBe(403);
    const flipped = Buffer.from(noteAt(5)).toString('utf8').replace('\n5\n', '\n6\n');
    expect((await post(bodyOf('0', [], new Uint8Array(Buffer.from(flipped))))).statusCode).toBe(403);
  });

  it('answers 400 when the old size is above the new one, and to what is no request', async () => {
    await cosignTo(10);
    const bodies = [
      bodyOf('26', [], noteAt(25)),
      bodyOf('010', [], noteAt(25)),
      bodyOf('-1', [], noteAt(25)),
      bodyOf(
        '10',
        Array.from({ length: 64 }, () => leafOf(1)),
        noteAt(25),
      ),
      bodyOf('10', [new Uint8Array(31)], noteAt(25)),
      Buffer.from('old 10\n'),
      Buffer.from('garbage'),
      Buffer.alloc(0),
    ];
    for (const body of bodies) expect((await post(body)).statusCode).toBe(400);
    expect((await post(Buffer.alloc(80 * 1024))).statusCode).toBe(413);
  });

  it('refuses rollback, fork and wrong proofs with 422 or 409 and keeps its record', async () => {
    expect((await post(bodyOf('0', [leafOf(1)], noteAt(5)))).statusCode).toBe(422);
    expect((await post(bodyOf('0', [], noteAt(0, new Uint8Array(32))))).statusCode).toBe(422);
    await cosignTo(10);
    const fork = rootOfEntries(leavesOf(500, 525));
    expect((await post(bodyOf('10', await proofFrom(10, 25), noteAt(25, fork)))).statusCode).toBe(422);
    expect((await post(bodyOf('10', await proofFrom(9, 25), noteAt(25)))).statusCode).toBe(422);
    expect((await post(bodyOf('10', [], noteAt(10, fork)))).statusCode).toBe(422);
    expect((await post(bodyOf('8', [], noteAt(8)))).statusCode).toBe(409);
    expect((await post(bodyOf('10', [], noteAt(8)))).statusCode).toBe(400);
    expect((await post(bodyOf('10', await proofFrom(10, 25), noteAt(25)))).statusCode).toBe(200);
  });

  it('lets one of two requests that extend the same record win', async () => {
    await cosignTo(10);
    const answers = await Promise.all([
      post(bodyOf('10', await proofFrom(10, 25), noteAt(25))),
      post(bodyOf('10', await proofFrom(10, 20), noteAt(20))),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  });

  it('does not start over when its state is damaged', () => {
    writeFileSync(stateFile, '{"version":1,"checkpoints":["half');
    expect(openWitness).toThrowError(/is damaged: restore it/);
  });
});
