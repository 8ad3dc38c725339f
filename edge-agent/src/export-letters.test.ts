import { randomBytes } from 'node:crypto';
import {
  cryptoReady,
  fromBase64Url,
  fromHex,
  identityKey,
  leafOf,
  parsePolicy,
  parseProof,
  signErasureCertificate,
  signMessage,
  signProgramme,
  signRead,
  signRetirement,
  toHex,
  verifyProof,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExportWorld, membersOf, verify } from '../test/export-world.js';
import { DAY, NEXT } from '../test/vault-world.js';
import { openLetterLines, writeLetterLine } from './core/export/letter-lines.js';
import { eraseDays } from './erase-days.js';
import { writeMessage } from './write-message.js';

let world: ExportWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ExportWorld.open();
});
afterEach(() => world.close());

const salt = () => new Uint8Array(randomBytes(32));
const linesIn = (bytes: Buffer, file: string) =>
  (membersOf(bytes).get(`letters/${file}.jsonl`)?.bytes.toString('utf8') ?? '')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** One of everything that comes down, a report of a session, an erasure and a retirement. */
async function correspond(): Promise<void> {
  const { coachApi, person, ports, vaultWorld } = world;
  const { pseudonym } = person.identity;
  const from = { pseudonym, coach: 'coach-1', time: 1_900_000_000 };
  const days = { from: DAY, until: NEXT };
  const programme = signProgramme(
    {
      ...{
        ...from,
        ...days,
        id: new Uint8Array(16),
        revision: 0,
        title: 'Stappen',
        advice: '',
        grants: [],
        summaries: [],
      },
      sessions: [{ day: DAY, kind: 'walk', minutes: 30, target: { kind: 'steps', steps: 3_000 }, note: '' }],
      salt: salt(),
    },
    coachApi,
  );
  const read = { ...from, ...days, purpose: 'p', metrics: ['steps'], granularity: 'day', grants: [] } as const;
  await world.tell('read', signRead({ ...read, salt: salt() }, coachApi));
  await world.tell('programme', programme);
  const said = { agent: null, answers: null, text: 'Dag!', report: null, salt: salt() };
  await world.tell('message', signMessage({ ...from, ...said }, coachApi));
  const report = { programme: leafOf(programme), session: 0, done: true, effort: 5 };
  await writeMessage(ports, person.identity, { coach: 'coach-1', answers: null, text: 'ging goed', report });
  const ending = { pseudonym, agent: 7, lastSequence: 0, issued: 1, salt: salt() };
  const retirement = signRetirement(ending, identityKey(vaultWorld.root));
  await ports.outbox.addRecords([{ kind: 'retirement', bytes: retirement, payload: retirement }]);
  const digest = { erasure: leafOf(programme), envelopes: 0, digest: new Uint8Array(32) };
  await world.tell('erasure', signErasureCertificate({ pseudonym, ...digest, time: 1, salt: salt() }, coachApi));
  await world.prove();
}

describe('an export', () => {
  it('holds what was told and written, readable, signed and proven', async () => {
    await world.live();
    await correspond();
    const { bytes, manifest } = await world.export();
    expect(linesIn(bytes, 'reads')).toMatchObject([{ record: { coach: 'coach-1', from: DAY } }]);
    expect(linesIn(bytes, 'programmes')).toMatchObject([{ record: { title: 'Stappen' } }]);
    expect(linesIn(bytes, 'messages')).toMatchObject([
      { kind: 'message', record: { text: 'Dag!' } },
      { kind: 'own-message', record: { text: 'ging goed', report: { done: true } } },
    ]);
    expect(linesIn(bytes, 'erasures')).toMatchObject([{ kind: 'erasure-certificate' }]);
    expect(linesIn(bytes, 'retirements')).toMatchObject([{ record: { agent: 7 } }]);
    const policy = parsePolicy(world.person.identity.pins.policy);
    for (const file of ['reads', 'programmes', 'messages', 'erasures', 'retirements']) {
      for (const { leaf, signed, proof } of linesIn(bytes, file)) {
        expect(toHex(leafOf(fromBase64Url(signed)))).toBe(leaf);
        verifyProof(parseProof(fromBase64Url(proof)), fromHex(leaf, 32), policy);
      }
    }
    expect([manifest.leaves, manifest.proven]).toEqual([world.log.leaves.length, world.log.leaves.length]);
    expect((await verify(bytes)).manifest.proven).toBe(manifest.proven);
    expect((await world.export()).bytes.equals(bytes)).toBe(true);
  });

  it('holds them without proofs where the log is away, and says so', async () => {
    await world.live();
    await correspond();
    world.reachable = false;
    const { bytes, manifest } = await world.export();
    expect(linesIn(bytes, 'reads')).toMatchObject([{ proof: null }]);
    expect([manifest.leaves, manifest.proven]).toEqual([world.log.leaves.length, 0]);
    expect((await verify(bytes)).manifest.proven).toBe(0);
  });

  it('holds the erasures that were asked for', async () => {
    await world.live();
    const request = { from: DAY, until: DAY, all: false, root: world.vaultWorld.root };
    await eraseDays(world.ports, world.person, request);
    await world.prove();
    const { bytes } = await world.export();
    expect(linesIn(bytes, 'erasures')).toMatchObject([{ kind: 'erasure', record: { from: DAY } }]);
    await expect(verify(bytes)).resolves.toBeDefined();
  });

  it('tells of what cannot be believed no more than that it came', async () => {
    await world.tell('read', new Uint8Array([1, 2, 3]));
    const { bytes, manifest } = await world.export();
    expect(linesIn(bytes, 'reads')).toMatchObject([{ kind: 'read', problem: 'malformed' }]);
    expect(manifest.leaves).toBe(0);
    await expect(verify(bytes)).resolves.toBeDefined();
  });
});

describe('the check of letters', () => {
  it('refuses what says something else than was signed, and a signer that is another', async () => {
    await world.live();
    await correspond();
    const { bytes } = await world.export();
    const text = membersOf(bytes).get('letters/messages.jsonl')?.bytes.toString('utf8') ?? '';
    const policy = parsePolicy(world.person.identity.pins.policy);
    const { kind, signed, key } = linesIn(bytes, 'messages')[0];
    const keys = { coachApiKey: key, formerCoachApiKeys: [], identityKey: key };
    expect(openLetterLines(text, { policy, ...keys })).toEqual({ count: 2, proven: 2 });
    const lie = text.replace('Dag!', 'Dag?');
    expect(() => openLetterLines(lie, { policy, ...keys })).toThrow('something else than was signed');
    expect(() => openLetterLines(text.replace('"message"', '"other"'), { policy, ...keys })).toThrow('no kind');
    const other = { signed: fromBase64Url(signed), key: world.person.identity.identityPublicKey, proof: undefined };
    expect(() => writeLetterLine({ kind, ...other })).toThrow();
  });
});
