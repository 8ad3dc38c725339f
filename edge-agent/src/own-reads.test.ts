import { randomBytes } from 'node:crypto';
import {
  cryptoReady,
  encodeCbor,
  encodeVkey,
  formatNote,
  fromHex,
  leafOf,
  noteSigner,
  rootOfEntries,
  sha256,
  signCheckpoint,
  signingKey,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SmallLog } from '../test/fakes.js';
import { COACH, ReadWorld } from '../test/read-world.js';
import { DAY, NEXT } from '../test/vault-world.js';
import { NETWORK_REFUSALS } from './core/refusal-words/network-refusals.js';
import { AgentError } from './error.js';
import { ownReads } from './own-reads.js';

let world: ReadWorld;
let grant: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  grant = await world.share();
});
afterEach(() => world.close());

const bytes = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

describe('a read that is sound', () => {
  it('is shown whole, with its grant and its place in the log', async () => {
    world.log.append(bytes(32));
    await world.tell(world.record([grant], { metrics: ['steps', 'sleep'] }));
    expect(await world.reads()).toEqual([
      {
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        leaf: toHex(world.log.leaves[1] ?? bytes(1)),
        coach: COACH,
        purpose: 'weekly coaching',
        metrics: ['steps', 'sleep'],
        granularity: 'day',
        from: DAY,
        until: NEXT,
        time: world.now,
        grants: [grant],
        proof: { index: 1, size: 2, witnesses: 0, seen: null },
        problems: [],
        withdrawalOnItsWay: false,
        acknowledged: null,
      },
    ]);
  });

  it('keeps its proof: it is verified again without the log', async () => {
    await world.tell(world.record([grant]));
    await world.reads();
    world.tiles = () => Promise.reject(new AgentError('unreachable', NETWORK_REFUSALS.coachSilent));
    expect(await world.reads()).toMatchObject([{ problems: [], proof: { index: 0 } }]);
  });

  it('stays when it was shown, and is not new any more', async () => {
    await world.tell(world.record([grant]));
    const letters = async () =>
      (await world.reads()).map(({ digest }) => ({ kind: 'read' as const, digest: fromHex(digest) }));
    await world.ports.outbox.acknowledgeLetters(await letters(), world.now + 5);
    await world.ports.outbox.acknowledgeLetters(await letters(), world.now + 9);
    expect(await world.reads()).toMatchObject([{ acknowledged: world.now + 5, problems: [] }]);
  });

  it.each([
    ['near its end', 16_900],
    ['near its beginning', 300],
  ])('is found in a long log, %s, and the checkpoint that was believed is kept', async (_, index) => {
    const record = world.record([grant]);
    const others = Array.from({ length: 17_000 }, (_each, i) => sha256(Uint8Array.of(i >> 8, i & 0xff)));
    world.log.append(...others.with(index, leafOf(record)));
    await world.tell(record, false);
    expect(await world.reads()).toMatchObject([{ problems: [], proof: { index, size: 17_000 } }]);
    expect((await world.ports.outbox.logState()).checkpoint).toContain('\n17000\n');
  });

  it('stands in order of time beside others, and rests on two grants where each covers a part', async () => {
    const later = await world.share({ scope: [{ metric: 'heart-rate', granularities: ['day'] }] });
    await world.tell(world.record([grant, later], { metrics: ['steps', 'heart-rate'], time: world.now + 2 }));
    await world.tell(world.record([grant], { time: world.now + 1 }));
    expect(await world.reads()).toMatchObject([
      { time: world.now + 1, problems: [] },
      { time: world.now + 2, problems: [] },
    ]);
  });
});

describe('a record that does not verify is shown, with its reason and nothing of what it says', () => {
  it('when another key signed it', async () => {
    await world.tell(world.record([grant], {}, signingKey(bytes(32))));
    expect(await world.reads()).toMatchObject([{ problems: ['bad-signature'], coach: null, proof: null }]);
  });

  it('when a bit of it was flipped before it was sealed', async () => {
    const record = world.record([grant]);
    const at = record.length - 1;
    record[at] = (record[at] ?? 0) ^ 1;
    await world.tell(record);
    expect(await world.problems()).toEqual(['bad-signature']);
  });

  it('when it is not sealed to this vault', async () => {
    await world.ports.outbox.saveLetter({ kind: 'read', sealed: bytes(200) }, world.now);
    expect(await world.problems()).toEqual(['not-opened']);
  });

  it('once and again, though its bytes are forgotten, so that it takes no room; what is signed or damaged stays', async () => {
    await world.ports.outbox.saveLetter({ kind: 'read', sealed: bytes(200) }, world.now);
    await world.tell(encodeCbor([1, 2, 3]));
    await world.tell(world.record([grant], {}, signingKey(bytes(32))));
    await world.tell(world.record([grant], { pseudonym: bytes(16) }));
    const first = await world.reads();
    const kept = await world.ports.outbox.letters('read');
    expect(kept.map(({ sealed, problem }) => [sealed.length > 0, problem])).toEqual([
      ...[[false, 'not-opened'] as const, [false, 'malformed'] as const, [false, 'bad-signature'] as const],
      [true, undefined],
    ]);
    expect(await world.reads()).toEqual(first);
  });

  it('when it is about somebody else', async () => {
    await world.tell(world.record([grant], { pseudonym: bytes(16) }));
    expect(await world.reads()).toMatchObject([{ problems: ['not-ours'], coach: null }]);
  });

  it('when it is no read at all', async () => {
    await world.tell(encodeCbor([1, 2, 3]));
    expect(await world.problems()).toEqual(['malformed']);
  });

  it('when a bit of it was flipped on disk, and the others are shown all the same', async () => {
    await world.tell(world.record([grant]));
    await world.tell(world.record([grant]));
    const [first] = await world.ports.outbox.letters('read');
    if (first === undefined) throw new Error('no read');
    const flipped = new Uint8Array(first.sealed);
    flipped[40] = (flipped[40] ?? 0) ^ 8;
    world.vault.changeOnDisk('UPDATE letter SET sealed = ? WHERE digest = ?', flipped, first.digest);
    expect(await world.reads()).toMatchObject([{ problems: [], coach: COACH }, { problems: ['changed-on-disk'] }]);
  });
});

describe('a read without a proof that verifies is shown as such', () => {
  it('when the log does not have it', async () => {
    world.log.append(bytes(32));
    await world.tell(world.record([grant]), false);
    expect(await world.reads()).toMatchObject([{ problems: ['not-in-log'], coach: COACH, proof: null }]);
  });

  it('until the log has it', async () => {
    const record = world.record([grant]);
    world.log.append(bytes(32));
    await world.tell(record, false);
    expect(await world.problems()).toEqual(['not-in-log']);
    world.log.append(leafOf(record));
    expect(await world.problems()).toEqual([]);
  });

  it.each([
    ['does not answer', () => Promise.reject(new AgentError('unreachable', NETWORK_REFUSALS.coachSilent))],
    ['has no checkpoint', async () => undefined],
  ])('when the log %s', async (_, tiles) => {
    await world.tell(world.record([grant]));
    world.tiles = tiles;
    expect(await world.problems()).toEqual(['log-unreachable']);
  });

  it('when the log is another one than was pinned', async () => {
    const record = world.record([grant]);
    await world.tell(record);
    const other = noteSigner(world.log.signer.key.name, 1, bytes(32));
    const checkpoint = { origin: world.log.signer.key.name, size: 1, root: rootOfEntries([leafOf(record)]) };
    const forged = formatNote(signCheckpoint(checkpoint, other));
    world.tiles = async (path) => (path === 'checkpoint' ? forged : world.log.files.get(path));
    expect(await world.problems()).toEqual(['log-refused']);
  });

  it('when the log takes back what it had shown', async () => {
    const record = world.record([grant]);
    world.log.append(bytes(32), bytes(32));
    await world.tell(world.record([grant]));
    await world.reads();
    const forked = new SmallLog();
    forked.append(leafOf(record), bytes(32));
    world.tiles = async (path) => (path === 'checkpoint' ? forked.checkpoint() : forked.files.get(path));
    await world.tell(record, false);
    expect(await world.problems()).toEqual(['log-contradicts-itself']);
  });

  it('when the checkpoint that this agent believed was changed on disk', async () => {
    world.log.append(bytes(32));
    await world.tell(world.record([grant]));
    await world.reads();
    await world.tell(world.record([grant], { time: world.now + 1 }));
    world.vault.changeOnDisk(
      "UPDATE delivery SET checkpoint = replace(checkpoint, char(10) || '2' || char(10), char(10) || '3' || char(10))",
    );
    expect(await world.reads()).toMatchObject([{ problems: [] }, { problems: ['view-damaged'] }]);
  });

  it('when the proof that is kept is of another leaf', async () => {
    await world.tell(world.record([grant]));
    await world.tell(world.record([grant]));
    await world.reads();
    const [first, second] = await world.ports.outbox.letters('read');
    world.vault.changeOnDisk('UPDATE letter SET proof = ? WHERE digest = ?', second?.proof, first?.digest);
    expect(
      (await world.reads()).map((read) => [read.digest === toHex(first?.digest ?? bytes(1)), read.problems]),
    ).toEqual(
      expect.arrayContaining([
        [true, ['changed-on-disk']],
        [false, []],
      ]),
    );
  });

  it('when the proof that is kept is under another policy', async () => {
    await world.tell(world.record([grant]));
    await world.reads();
    const witness = encodeVkey(noteSigner('witness.example/w', 4, bytes(32)).key);
    const witnessed = `${world.log.policy.replace('quorum none\n', '')}witness w ${witness}\nquorum w\n`;
    const identity = { ...world.identity, pins: { ...world.identity.pins, policy: witnessed } };
    await world.ports.vault.saveIdentity(identity);
    const reader = { identity, vaultKey: vaultKey(world.vault.root) };
    const reads = await ownReads({ outbox: world.ports.outbox, tiles: world.tiles }, reader);
    expect(reads).toMatchObject([{ problems: ['proof-refused'], proof: null }]);
  });

  it('when any bit of the proof that is kept was flipped', async () => {
    world.log.append(bytes(32));
    await world.tell(world.record([grant]));
    await world.reads();
    const [{ proof, digest } = {}] = await world.ports.outbox.letters('read');
    if (proof === undefined) throw new Error('no proof');
    for (let bit = 0; bit < proof.length * 8; bit += 61) {
      const flipped = new Uint8Array(proof);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      world.vault.changeOnDisk('UPDATE letter SET proof = ? WHERE digest = ?', flipped, digest);
      expect(await world.problems(), `bit ${bit}`).toEqual(['changed-on-disk']);
    }
  });
});
