import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  cosign,
  formatSignedCheckpoint,
  leafCountUpTo,
  parseBlock,
  parseNote,
  parseSignedCheckpoint,
  verifyCheckpoint,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  appendAll,
  createKit,
  type LogKit,
  leafOf,
  leavesOf,
  NOW,
  ORIGIN,
  openLog,
  payloadOf,
  placedLeaves,
} from '../test/kit.js';
import { AnchorError } from './error.js';
import type { LogFolder, LogStore } from './ports.js';
import type { PublicationPorts } from './publication.js';
import { verifyLog } from './verify/verify-log.js';

/** When the n-th write is to fail, and whether it had happened all the same. */
interface Fault {
  readonly at: number;
  readonly happened: boolean;
}

/** Ports whose n-th write fails; `tripped` tells whether there were that many. */
function failing(ports: PublicationPorts, fault: Fault): { ports: PublicationPorts; tripped: () => boolean } {
  let writes = 0;
  const failure = new AnchorError('storage-failed', 'injected');
  const async = async <T>(act: () => T | Promise<T>): Promise<T> => {
    writes += 1;
    const mine = writes === fault.at;
    if (mine && !fault.happened) throw failure;
    const result = await act();
    if (mine) throw failure;
    return result;
  };
  const { store, folder, publisher, witnesses } = ports;
  const faultyStore: LogStore = {
    head: () => store.head(),
    unknownOf: (leaves) => store.unknownOf(leaves),
    indexOf: (leaf) => store.indexOf(leaf),
    leaves: (from, to) => store.leaves(from, to),
    blocks: (from, to) => store.blocks(from, to),
    signed: () => store.signed(),
    close: () => store.close(),
    commit: (batch) => async(() => store.commit(batch)),
    saveSigned: (head) => async(() => store.saveSigned(head)),
  };
  const faultyFolder: LogFolder = {
    read: folder.read,
    publish: (files) => async(() => folder.publish(files)),
    replace: (path, bytes) => async(() => folder.replace(path, bytes)),
    partials: () => async(() => folder.partials()),
    removePartials: (folders) => async(() => folder.removePartials(folders)),
  };
  const faultyPorts: PublicationPorts = {
    ...ports,
    store: faultyStore,
    folder: faultyFolder,
    publisher: { publish: (checkpoint) => async(() => publisher.publish(checkpoint)) },
    witnesses: witnesses.map((witness) => ({ ...witness, ask: (request) => async(() => witness.ask(request)) })),
  };
  return { ports: faultyPorts, tripped: () => writes >= fault.at };
}

vi.setConfig({ testTimeout: 30_000 });

let kit: LogKit;
beforeAll(() => sodium.ready);
beforeEach(() => {
  kit = createKit();
});
afterEach(() => kit.remove());

/** First 300 leaves without a fault, then 300 more with one, then a restart to which everything is sent again. */
async function crashAndRecover(fault: Fault): Promise<{ tripped: boolean; size: number; found: number }> {
  const before = openLog(kit);
  await appendAll(before, leavesOf(0, 300));
  before.store.close();
  let tripped = (): boolean => false;
  const crashing = openLog(kit, (ports) => {
    const faulty = failing(ports, fault);
    tripped = faulty.tripped;
    return faulty.ports;
  });
  await appendAll(crashing, leavesOf(300, 600)).catch((error: unknown) => expect(error).toBeInstanceOf(AnchorError));
  crashing.store.close();
  const after = openLog(kit);
  await appendAll(after, leavesOf(200, 610));
  expect(leafCountUpTo(parseBlock((await after.folder.read('blocks/latest')) ?? new Uint8Array(0)))).toBe(610);
  after.store.close();
  const leaves = new Set<string>();
  const { last, blocks } = await verifyLog({
    read: after.folder.read,
    policy: kit.policy,
    onLeaf: (leaf) => leaves.add(Buffer.from(leaf).toString('hex')),
  });
  return { tripped: tripped(), size: leafCountUpTo(last), found: leaves.size - (blocks - 1) };
}

describe('a crash at any step of a batch', () => {
  // commit, tiles, signature, three witnesses, checkpoint file, latest block, broker, looking for partial tiles, removing them.
  const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
  const faults = steps.flatMap((at) => [false, true].map((happened) => ({ at, happened })));

  it.each(faults)('loses and doubles no leaf: write $at failed, yet it had happened: $happened', async (fault) => {
    expect(await crashAndRecover(fault)).toEqual({ tripped: true, size: 610, found: 610 });
  });

  it('has no further step', async () => {
    expect((await crashAndRecover({ at: 12, happened: false })).tripped).toBe(false);
  });
});

describe('publication', () => {
  it('brings the latest block and the broker up to the checkpoint when it was cut short', async () => {
    const cut = openLog(kit, (ports) => failing(ports, { at: 8, happened: false }).ports);
    await expect(appendAll(cut, leavesOf(0, 10))).rejects.toMatchObject({ code: 'storage-failed' });
    cut.store.close();
    const after = openLog(kit);
    expect(await after.folder.read('blocks/latest')).toBeUndefined();
    expect(await after.publication.attempt()).toBe('current');
    expect(await after.folder.read('blocks/latest')).toEqual(await after.folder.read('blocks/0'));
    expect(kit.announced).toHaveLength(1);
    after.store.close();
  });

  it('makes no block when every leaf is in the log already', async () => {
    const log = openLog(kit);
    expect(await appendAll(log, leavesOf(0, 10))).toBe('published');
    expect(await appendAll(log, leavesOf(0, 10))).toBe('current');
    expect(log.anchor.status()).toMatchObject({ size: 10, blocks: 1, pending: 0 });
    expect(kit.announced).toHaveLength(1);
    log.store.close();
  });

  it('publishes a block that is larger than what catching up takes at once, and then the rest', async () => {
    const log = openLog(kit);
    expect(await appendAll(log, leavesOf(0, 9000))).toBe('published');
    for (const to of [9100, 9200]) {
      log.anchor.receive(payloadOf(leavesOf(to - 100, to)));
      await log.anchor.commit();
    }
    expect(await log.publication.attempt()).toBe('published');
    expect(await log.publication.attempt()).toBe('current');
    expect(await verifyLog({ read: log.folder.read, policy: kit.policy })).toMatchObject({ size: 9202, blocks: 3 });
    log.store.close();
  });

  it('signs nothing with a state that was lost while the log folder was not', async () => {
    const log = openLog(kit);
    await appendAll(log, leavesOf(0, 10));
    log.store.close();
    rmSync(join(kit.folder, 'state'), { recursive: true });
    mkdirSync(join(kit.folder, 'state'));
    const empty = openLog(kit);
    for (const to of [5, 10, 20]) {
      await expect(appendAll(empty, leavesOf(0, to))).rejects.toMatchObject({ code: 'older-state' });
    }
    expect(empty.store.signed()).toBeUndefined();
    empty.store.close();
  });

  it('gets no cosignature when the whole log was restored from an older copy', async () => {
    const log = openLog(kit);
    await appendAll(log, leavesOf(0, 10));
    log.store.close();
    for (const folder of ['state', 'log']) rmSync(join(kit.folder, folder), { recursive: true });
    mkdirSync(join(kit.folder, 'state'));
    const other = openLog(kit);
    // By a witness that was away when the anchor started: it proves what it saw.
    await expect(appendAll(other, placedLeaves(50, 55))).rejects.toMatchObject({ code: 'older-state' });
    // Grown past what its witnesses saw, it is a fork all the same.
    await expect(appendAll(other, placedLeaves(55, 70))).rejects.toMatchObject({ code: 'older-state' });
    expect(await other.folder.read('checkpoint')).toBeUndefined();
    other.store.close();
  });

  it('does not publish the line of a witness whose clock is more than a day ahead, and names it', async () => {
    const signer = kit.witnesses[0]?.signer;
    if (signer === undefined) return expect.fail('the kit has witnesses');
    const said: unknown[] = [];
    const log = openLog(kit, (ports) => ({
      ...ports,
      clock: () => NOW,
      journal: { info: () => undefined, warn: (event, fields) => said.push([event, fields?.witness]) },
      witnesses: ports.witnesses.map((witness, i) => ({
        ...witness,
        ask: async (request) => {
          const answer = await witness.ask(request);
          if (i > 0 || answer.kind !== 'cosigned') return answer;
          return { kind: 'cosigned', signatures: [cosign(parseNote(request.note).text, NOW + 86_401, signer)] };
        },
      })),
    }));
    expect(await appendAll(log, leavesOf(0, 10))).toBe('published');
    const { cosigned } = verifyCheckpoint((await log.folder.read('checkpoint')) ?? new Uint8Array(0), kit.policy);
    expect([...cosigned.keys()]).toEqual(['university', 'city']);
    expect(said).toContainEqual(['witness-clock-ahead', 'council']);
    log.store.close();
  });

  it('takes one line of each witness, the latest, however many it sends and whatever they say', async () => {
    const signer = kit.witnesses[0]?.signer;
    if (signer === undefined) return expect.fail('the kit has witnesses');
    const log = openLog(kit, (ports) => ({
      ...ports,
      witnesses: ports.witnesses.map((witness, i) => ({
        ...witness,
        ask: async (request) => {
          const answer = await witness.ask(request);
          if (i > 0 || answer.kind !== 'cosigned') return answer;
          const { text } = parseNote(request.note);
          const rubbish = answer.signatures.map((line) => ({ ...line, signature: new Uint8Array(72) }));
          const many = Array.from({ length: 98 }, (_, n) => cosign(text, NOW - 98 + n, signer));
          return { kind: 'cosigned', signatures: [...rubbish, ...many, ...answer.signatures, ...rubbish] };
        },
      })),
    }));
    expect(await appendAll(log, leavesOf(0, 10))).toBe('published');
    const { note } = parseSignedCheckpoint((await log.folder.read('checkpoint')) ?? new Uint8Array(0));
    expect(note.signatures.map(({ name }) => name)).toEqual([
      ORIGIN,
      ...['council', 'university', 'city'].map((name) => `${name}.example`),
    ]);
    expect([...verifyCheckpoint(formatSignedCheckpoint(note), kit.policy).cosigned.values()]).toEqual([NOW, NOW, NOW]);
    log.store.close();
  });

  it('keeps accepting without a quorum and publishes all of it when witnesses are back', async () => {
    let down = true;
    const log = openLog(kit, (ports) => ({
      ...ports,
      witnesses: ports.witnesses.map((witness, i) => ({
        ...witness,
        ask: (request) => {
          if (down && i > 0) throw new AnchorError('witness-failed', 'down');
          return witness.ask(request);
        },
      })),
    }));
    expect(await appendAll(log, leavesOf(0, 10))).toBe('too-few-witnesses');
    expect(await appendAll(log, placedLeaves(10, 700))).toBe('too-few-witnesses');
    expect(await log.folder.read('checkpoint')).toBeUndefined();
    down = false;
    expect(await log.publication.attempt()).toBe('published');
    expect((await verifyLog({ read: log.folder.read, policy: kit.policy })).size).toBe(700);
    log.store.close();
  });

  it('refuses to sign over leaves that changed on disk', async () => {
    const log = openLog(kit, (ports) => {
      const { store } = ports;
      const flipped: LogStore = {
        head: () => store.head(),
        unknownOf: (leaves) => store.unknownOf(leaves),
        indexOf: (leaf) => store.indexOf(leaf),
        leaves: (from, to) => store.leaves(from, to).map((leaf, i) => (i === 3 ? leafOf(99_999) : leaf)),
        blocks: (from, to) => store.blocks(from, to),
        signed: () => store.signed(),
        close: () => store.close(),
        commit: (batch) => store.commit(batch),
        saveSigned: (head) => store.saveSigned(head),
      };
      return { ...ports, store: flipped };
    });
    await expect(appendAll(log, leavesOf(0, 10))).rejects.toMatchObject({ code: 'damaged-state' });
    expect(log.store.signed()).toBeUndefined();
    log.store.close();
  });
});
