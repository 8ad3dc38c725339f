import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  concat,
  cryptoReady,
  identityKey,
  jwsBytes,
  leafOf,
  PURPOSE,
  type Receipt,
  type SigningKey,
  seal,
  signGrant,
  signingKey,
  signReceipt,
  signRelease,
  signWithdrawal,
  TOPICS,
  toHex,
  vaultKey,
} from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeLink, MemoryFindings, SmallLog } from '../test/fakes.js';
import { openVault } from './adapters/sqlite-open.js';
import { SqliteOutbox } from './adapters/sqlite-outbox.js';
import { Drain } from './drain.js';
import { LogFollower } from './log-follower.js';
import { Noticed } from './noticed.js';
import type { Identity } from './ports.js';

const COACH = (): SigningKey => signingKey(new Uint8Array(32).fill(3));
const NOW = 1_900_000_000;
const bytes = (n: number): Uint8Array => new Uint8Array(randomBytes(n));

let folder: string;
let outbox: SqliteOutbox;
let link: FakeLink;
let log: SmallLog;
let identity: Identity;
let root: Uint8Array;
let reported: string[];
let ticks: number;
let drain: Drain;
let envelopes: Uint8Array[];

beforeAll(() => cryptoReady);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drain-'));
  outbox = new SqliteOutbox(openVault(join(folder, 'vault.db')));
  [link, log, reported, ticks, root] = [new FakeLink(), new SmallLog(), [], 0, bytes(32)];
  const person = identityKey(root);
  identity = {
    pseudonym: bytes(16),
    agent: 1,
    agentSeed: bytes(32),
    identityPublicKey: person.publicKey,
    vaultPublicKey: vaultKey(root).publicKey,
    certificate: bytes(1),
    wrappedRoot: { salt: bytes(16), nonce: bytes(12), ciphertext: bytes(48) },
    pins: {
      ...{ coachUrl: '', certificates: [], brokerUrl: '', logUrl: '', zone: '' },
      ...{ coachSigningKey: COACH().publicKey, coachBoxKey: vaultKey(bytes(32)).publicKey, policy: log.policy },
    },
    kept: undefined,
    wordsConfirmed: false,
    invitation: bytes(32),
    registered: true,
  };
  envelopes = [bytes(200), bytes(200), bytes(200)];
  const entries = envelopes.map((each, i) => ({
    sequence: i + 1,
    leaf: leafOf(each),
    bytes: each,
    windowStart: 900 * i,
  }));
  await outbox.commit({ entries, positions: { raw: 0, hour: 0, day: 0 }, forgetBefore: '2000-01-01' });
  await startDrain();
});

afterEach(async () => {
  await drain.close();
  rmSync(folder, { recursive: true });
});

async function startDrain(): Promise<void> {
  const report = (event: string): unknown => reported.push(event);
  const seen = { outbox, noticed: await openNoticed(), ticks: () => ticks, report };
  const follower = await LogFollower.resume({ ...seen, tiles: async (path) => log.files.get(path) }, log.policy);
  const timeElsewhere = async (): Promise<undefined> => undefined;
  drain = await Drain.start({ ...seen, link, follower, clock: () => NOW, timeElsewhere }, identity);
}

const openNoticed = (): Promise<Noticed> =>
  Noticed.open({ findings: new MemoryFindings(), clock: () => NOW, ticks: () => ticks, report: () => undefined });

const receipt = (sequence: number, changed: Partial<Receipt> = {}): Uint8Array =>
  signReceipt(
    {
      pseudonym: identity.pseudonym,
      agent: 1,
      sequence,
      leaf: leafOf(envelopes[sequence - 1] ?? bytes(1)),
      records: [],
      time: NOW,
      ...changed,
    },
    COACH(),
  );

const deliver = async (topic: string, payload: Uint8Array): Promise<void> => link.handlers?.onMessage(topic, payload);
const down = (payload: Uint8Array): Promise<void> =>
  deliver(TOPICS.down(toHex(identity.pseudonym), 'receipt'), payload);
/** Envelopes that are not retired. */
const kept = async (): Promise<number> => {
  const { envelopes: made, received, proven } = await outbox.counts();
  return made - Math.min(received, proven);
};
const isSettled = async (): Promise<boolean> => {
  const { envelopes: made, received, proven, recordsWaiting } = await outbox.counts();
  return received === made && proven === made && recordsWaiting === 0;
};

describe('the outbox is emptied', () => {
  it('by a receipt and a proof together, in either order, and by neither alone', async () => {
    link.connect();
    await expect.poll(() => link.sent('envelope').length).toBe(3);
    await down(receipt(2));
    expect(await kept()).toBe(3);
    await deliver(TOPICS.checkpoint, log.append(...envelopes.slice(0, 1).map(leafOf)));
    await expect.poll(kept).toBe(2);
    await deliver(TOPICS.checkpoint, log.append(...envelopes.slice(1).map(leafOf)));
    await expect.poll(kept).toBe(1);
    await down(receipt(3));
    await drain.settled();
    expect(await kept()).toBe(0);
  });

  it('of its leaves as well: they go to the anchor, bare and together', async () => {
    link.connect();
    const leaves = (): Uint8Array[] =>
      link.published.filter(({ topic }) => topic === TOPICS.leaves).map((p) => p.payload);
    await expect.poll(() => leaves().length).toBeGreaterThan(0);
    expect(leaves()[0]).toEqual(concat(...envelopes.map(leafOf)));
  });

  it('by the same bytes again when no receipt comes, and when the broker comes back', async () => {
    link.connect();
    await expect.poll(() => link.sent('envelope').length).toBe(3);
    ticks += 3_000;
    drain.wake();
    await expect.poll(() => link.sent('envelope').length).toBe(6);
    link.connect();
    await expect.poll(() => link.sent('envelope').length).toBe(9);
    expect(link.sent('envelope').map(toHex)).toEqual([...envelopes, ...envelopes, ...envelopes].map(toHex));
  });

  it('after a restart, from where the receipts left off', async () => {
    link.connect();
    await down(receipt(2));
    await drain.close();
    link = new FakeLink();
    await startDrain();
    link.connect();
    await expect.poll(() => link.sent('envelope').map(toHex)).toEqual([envelopes[2] ?? bytes(1)].map(toHex));
  });
});

describe('nothing is retired', () => {
  it.each([
    [
      'signed by another key',
      () =>
        signReceipt(
          {
            pseudonym: identity.pseudonym,
            agent: 1,
            sequence: 3,
            leaf: leafOf(envelopes[2] ?? bytes(1)),
            records: [],
            time: NOW,
          },
          signingKey(bytes(32)),
        ),
      'message-refused',
    ],
    ['for another person', () => receipt(3, { pseudonym: bytes(16) }), 'receipt-refused'],
    ['for another agent', () => receipt(3, { agent: 2 }), 'receipt-of-another-agent'],
    ['for bytes that were never made here', () => receipt(3, { leaf: bytes(32) }), 'receipt-refused'],
    ['for a sequence that was never made', () => receipt(9), 'receipt-refused'],
    ['of noise', () => bytes(80), 'message-refused'],
  ])('by a receipt %s', async (_, forged, event) => {
    await down(forged());
    expect(reported).toContain(event);
    expect(await outbox.receivedUpTo()).toBe(0);
  });

  it('by a checkpoint of another log, or one that takes back what was shown', async () => {
    const other = new SmallLog();
    await deliver(TOPICS.checkpoint, bytes(100));
    await expect.poll(() => reported).toContain('checkpoint-refused');
    await deliver(TOPICS.checkpoint, log.append(bytes(32), bytes(32)));
    await expect.poll(async () => (await outbox.logState()).scanned).toBe(2);
    await deliver(TOPICS.checkpoint, other.append(...envelopes.map(leafOf).slice(0, 2)));
    await expect.poll(() => reported).toContain('log-contradicts-itself');
    expect((await outbox.counts()).proven).toBe(0);
  });
});

describe('consent and releases', () => {
  const grant = () => ({
    pseudonym: identity.pseudonym,
    controller: bytes(32),
    recipient: 'coach-1',
    purpose: PURPOSE,
    scope: [{ metric: 'steps', granularities: ['day'] }] as const,
    from: '2026-01-01',
    until: '2026-02-01',
    issued: NOW - 10,
    expires: NOW + 1_000,
    notice: { language: 'nl', sha256: 'ab'.repeat(32) },
    after: [],
    salt: bytes(32),
  });

  async function addGrant(): Promise<{ leaf: Uint8Array; release: Uint8Array }> {
    const consent = jwsBytes(signGrant(grant(), identityKey(root)));
    const leaf = leafOf(consent);
    const { pseudonym, pins } = identity;
    const header = { pseudonym, agent: 1, grant: leaf, recipient: pins.coachBoxKey, consent: [leaf] };
    const release = signRelease(header, [], signingKey(identity.agentSeed));
    await outbox.addRecords([
      { kind: 'consent', bytes: consent, payload: seal(consent, identity.pins.coachBoxKey) },
      { kind: 'release', bytes: release, payload: release },
    ]);
    return { leaf, release };
  }

  it('go out in the order in which they were made, consent sealed so that the broker cannot read it', async () => {
    const { release } = await addGrant();
    link.connect();
    await expect.poll(() => link.sent('release').length).toBe(1);
    const order = link.published.map(({ topic }) => topic.split('/').at(-1)).filter((kind) => kind !== 'envelope');
    expect(order.indexOf('consent')).toBeLessThan(order.indexOf('release'));
    expect(link.sent('release').map(toHex)).toEqual([toHex(release)]);
    expect(Buffer.from(link.sent('consent')[0] ?? bytes(1)).includes('eyJ')).toBe(false);
  });

  it('send no key under a grant that was withdrawn while its release waited, and are settled without it', async () => {
    const { leaf } = await addGrant();
    const { pseudonym } = identity;
    const withdrawal = { pseudonym, grant: toHex(leaf), issued: NOW - 5, after: [toHex(leaf)], salt: bytes(32) };
    const consent = jwsBytes(signWithdrawal(withdrawal, identityKey(root)));
    await outbox.addRecords([{ kind: 'consent', bytes: consent, payload: consent }]);
    link.connect();
    await expect.poll(() => link.sent('consent').length).toBe(2);
    expect(link.sent('release')).toEqual([]);
    const leaves = [leaf, leafOf(consent)];
    await down(receipt(3, { records: leaves }));
    await deliver(TOPICS.checkpoint, log.append(...leaves, ...envelopes.map(leafOf)));
    await expect.poll(isSettled).toBe(true);
  });

  it('hold back keys alone where a consent record is damaged, since nobody can say what is granted', async () => {
    const { leaf, release } = await addGrant();
    const damaged = jwsBytes(signGrant(grant(), identityKey(bytes(32))));
    const message = bytes(300);
    await outbox.addRecords([
      { kind: 'consent', bytes: damaged, payload: damaged },
      { kind: 'message', bytes: message, payload: message },
    ]);
    link.connect();
    await expect.poll(() => link.sent('message').length).toBe(1);
    expect(link.sent('consent')).toHaveLength(2);
    expect(link.sent('release')).toEqual([]);
    expect(reported).toContain('releases-held');
    expect(reported).not.toContain('send-failed');
    await down(receipt(3, { records: [leaf, leafOf(damaged), leafOf(message)] }));
    // They are kept: with a backup of the record they may go.
    await expect
      .poll(async () => (await outbox.waitingRecords()).map(({ bytes: each }) => toHex(each)))
      .toEqual([toHex(release)]);
  });
});
