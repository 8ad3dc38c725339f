import {
  keepUpWithPolicies,
  LogView,
  leafCountUpTo,
  parseProof,
  pinPolicy,
  policyProofPath,
  readSuccessors,
  type TileReader,
  verifyCheckpoint,
  verifyProof,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAll, createWitness, leavesOf, NOW, type RunningLog } from '../../test/kit.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import { AnchorError } from '../error.js';
import type { PublicationPorts } from '../publication.js';
import { verifyLog } from '../verify/verify-log.js';
import { historyOf, newestOf, type PolicyHistory } from './history.js';
import { Policies } from './policies.js';
import { propose } from './statement.js';

let kit: RotatingKit;

beforeAll(() => sodium.ready);

beforeEach(() => {
  kit = createRotatingKit();
});

afterEach(() => kit.remove());

/** What a start of the service does, up to a published checkpoint with the statements' leaves. */
async function takeUp(log: RunningLog, history: PolicyHistory): Promise<void> {
  await log.publication.prepare();
  await appendAll(log, leavesIn(history));
}

const leavesIn = (history: PolicyHistory): Uint8Array[] => history.successors.map(({ leaf }) => leaf);

/** The checkpoint that is out. */
async function out(log: RunningLog): Promise<Uint8Array> {
  return (await log.folder.read('checkpoint')) ?? new Uint8Array(0);
}

async function textAt(log: RunningLog, path: string): Promise<string> {
  return new TextDecoder().decode(await log.folder.read(path));
}

/** A log with three leaves under its first policy, stopped again. */
async function startedLog(): Promise<{ read: TileReader; checkpoint: Uint8Array }> {
  const log = kit.open(historyOf(kit.policyText), [kit.signer]);
  await log.publication.prepare();
  await appendAll(log, leavesOf(0, 3));
  log.store.close();
  return { read: log.folder.read, checkpoint: await out(log) };
}

describe('a new key of the log', () => {
  it('is led in by one checkpoint that both policies believe, and stands alone after it', async () => {
    await startedLog();
    const history = kit.rotatedLog();
    const log = kit.open(history, [kit.signer, kit.newLog]);
    await takeUp(log, history);
    const [before, after] = [kit.policy, newestOf(history).policy];
    for (const policy of [before, after]) expect(verifyCheckpoint(await out(log), policy).checkpoint.size).toBe(5);
    expect(await textAt(log, 'policy')).toBe(newestOf(history).text);
    const proof = parseProof((await log.folder.read(policyProofPath(1))) ?? new Uint8Array(0));
    expect(verifyProof(proof, leavesIn(history)[0] ?? new Uint8Array(0), after).checkpoint.size).toBe(5);
    log.store.close();

    // The file of the old key is gone, and the witnesses took the new policy.
    kit.trusted.splice(0, 1, ...after.logs);
    const later = kit.open(history, [kit.newLog]);
    await later.publication.prepare();
    expect(await appendAll(later, leavesOf(3, 5))).toBe('published');
    expect(verifyCheckpoint(await out(later), after).checkpoint.size).toBe(8);
    const bytes = await out(later);
    expect(() => verifyCheckpoint(bytes, before)).toThrow(expect.objectContaining({ code: 'bad-signature' }));
    expect((await verifyLog({ read: later.folder.read, policy: after })).size).toBe(8);
    later.store.close();
  });

  it('goes on beside the old one for witnesses that know no other, while that is configured', async () => {
    await startedLog();
    const history = kit.rotatedLog();
    const log = kit.open(history, [kit.signer, kit.newLog]);
    await takeUp(log, history);
    expect(await appendAll(log, leavesOf(3, 5))).toBe('published');
    expect(verifyCheckpoint(await out(log), newestOf(history).policy).note.signatures[0]?.keyId).toEqual(
      kit.signer.key.keyId,
    );
    log.store.close();
    const later = kit.open(history, [kit.newLog]);
    await later.publication.prepare();
    // None of them ran "policy follow": the log keeps on taking leaves, and says what it waits for.
    expect(await appendAll(later, leavesOf(5, 6))).toBe('too-few-witnesses');
    later.store.close();
  });

  it('is refused at the start when a key is missing that the way needs', async () => {
    await startedLog();
    const history = kit.rotatedLog();
    for (const signers of [[kit.signer], [kit.newLog]]) {
      const log = kit.open(history, signers);
      await expect(log.publication.prepare()).rejects.toMatchObject({ code: 'bad-key' });
      log.store.close();
    }
  });

  it('is refused at the start when other policies are public, before anything is written', async () => {
    await startedLog();
    const log = kit.open(historyOf(`# another\n${kit.policyText}`), [kit.signer]);
    await expect(log.publication.prepare()).rejects.toMatchObject({
      code: 'bad-policy',
      message: expect.stringContaining('FIT4WORK_ANCHOR_POLICIES'),
    });
    log.store.close();
  });

  it('is refused at the start under an older history, from the moment at which the statement is public', async () => {
    await startedLog();
    const history = kit.rotatedLog();
    for (const leaves of [[], leavesIn(history)]) {
      const log = kit.open(history, [kit.signer, kit.newLog]);
      await log.publication.prepare();
      if (leaves.length > 0) await appendAll(log, leaves);
      log.store.close();
      const older = kit.open(historyOf(kit.policyText), [kit.signer]);
      await expect(older.publication.prepare()).rejects.toMatchObject({
        code: 'bad-policy',
        message: expect.stringMatching(/^The log folder serves policy statement 1 that [^\n]+\.$/),
      });
      older.store.close();
    }
    // The statements are gone from the folder, as after a copy by hand: the policy that stands tells it too.
    const bare = kit.open(historyOf(kit.policyText), [kit.signer], (ports) => ({
      ...ports,
      folder: Object.create(ports.folder, {
        read: { value: async (path: string) => (path.startsWith('policies/') ? undefined : ports.folder.read(path)) },
      }),
    }));
    await expect(bare.publication.prepare()).rejects.toMatchObject({ code: 'bad-policy' });
    bare.store.close();
  });
});

describe('a new key of a witness', () => {
  it('is led in under the same name, the old one cosigning once more', async () => {
    await startedLog();
    const history = kit.rotatedCouncil();
    const council = createWitness(kit.folder, 'new-council', { key: kit.newCouncil, trusted: kit.trusted });
    const peers = (ports: PublicationPorts): PublicationPorts => ({
      ...ports,
      witnesses: [
        { ...council.peer, name: 'council' },
        ...ports.witnesses.map((peer) => (peer.name === 'council' ? { ...peer, name: 'council of policy 1' } : peer)),
      ],
    });
    const log = kit.open(history, [kit.signer, kit.newLog], peers);
    await takeUp(log, history);
    const trusted = verifyCheckpoint(await out(log), newestOf(history).policy);
    expect([...trusted.cosigned.keys()]).toContain('council');
    expect([...verifyCheckpoint(await out(log), kit.policy).cosigned.keys()]).toContain('council');
    expect(log.anchor.status().witnesses.map(({ name }) => name)).toEqual(['council', 'university', 'city']);
    log.store.close();
  });
});

describe('a view that was away during two changes', () => {
  it('follows both, and refuses a statement that the log signed alone', async () => {
    const first = await startedLog();
    const view = new LogView({ policy: kit.policy, read: first.read });
    await view.advance(first.checkpoint);
    const history = kit.rotatedCouncil();
    const log = kit.open(history, [kit.signer, kit.newLog]);
    await takeUp(log, history);
    log.store.close();
    kit.trusted.splice(0, 1, ...newestOf(history).policy.logs);
    const later = kit.open(history, [kit.newLog]);
    await later.publication.prepare();
    await appendAll(later, leavesOf(3, 5));
    const checkpoint = await out(later);
    const pinned = pinPolicy(kit.policyText, 0);

    const alone = propose(historyOf(kit.policyText), {
      to: kit.withNewLogKey(kit.policyText),
      time: NOW,
      signers: [kit.signer, kit.newLog],
    });
    const lying = async (path: string) => (path === 'policies/1' ? alone : later.folder.read(path));
    await expect(keepUpWithPolicies(view, checkpoint, { read: lying, pinned })).rejects.toMatchObject({
      code: 'refused-statement',
      cause: { code: 'quorum-not-met' },
    });
    expect(view.size).toBe(3);

    const now = await keepUpWithPolicies(view, checkpoint, { read: later.folder.read, pinned });
    expect(now).toMatchObject({ number: 2, text: newestOf(history).text });
    expect(view.size).toBe(9);
    later.store.close();
  });
});

describe('a crash at any step of a change', () => {
  /** Lets the process die at the n-th write, before or after it happened. */
  function dying(
    at: number,
    happened: boolean,
  ): { wrap: (ports: PublicationPorts) => PublicationPorts; died: () => boolean } {
    let writes = 0;
    const failure = new AnchorError('storage-failed', 'The process died here.');
    const step = async <T>(act: () => T | Promise<T>): Promise<T> => {
      writes += 1;
      if (writes === at && !happened) throw failure;
      const result = await act();
      if (writes === at) throw failure;
      return result;
    };
    const wrap = (ports: PublicationPorts): PublicationPorts => ({
      ...ports,
      folder: {
        read: ports.folder.read,
        publish: (files) => step(() => ports.folder.publish(files)),
        replace: (path, bytes) => step(() => ports.folder.replace(path, bytes)),
        partials: () => step(() => ports.folder.partials()),
        removePartials: (folders) => step(() => ports.folder.removePartials(folders)),
      },
      witnesses: ports.witnesses.map((peer) => ({ ...peer, ask: (request) => step(() => peer.ask(request)) })),
    });
    return { wrap, died: () => writes >= at };
  }

  /** @returns whether the crash came */
  async function crashAndRecover(at: number, happened: boolean): Promise<boolean> {
    await startedLog();
    const history = kit.rotatedLog();
    const fault = dying(at, happened);
    const log = kit.open(history, [kit.signer, kit.newLog], fault.wrap);
    await takeUp(log, history).catch(() => undefined);
    log.store.close();
    const again = kit.open(history, [kit.signer, kit.newLog]);
    await again.publication.prepare();
    await appendAll(again, [
      ...new Policies(history, [], (leaf) => again.store.indexOf(leaf)).pendingLeaves(),
      ...leavesOf(3, 4),
    ]);
    const policy = newestOf(history).policy;
    expect(leafCountUpTo((await verifyLog({ read: again.folder.read, policy })).last)).toBe(5);
    expect(await textAt(again, 'policy')).toBe(newestOf(history).text);
    const view = new LogView({ policy: kit.policy, read: again.folder.read });
    const use = { read: again.folder.read, pinned: pinPolicy(kit.policyText) };
    expect(await readSuccessors(use.read, use.pinned)).toHaveLength(1);
    await keepUpWithPolicies(view, await out(again), use);
    again.store.close();
    return fault.died();
  }

  it.each(
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].flatMap((at) => [
      [at, 'before it happened', false] as const,
      [at, 'though it happened', true] as const,
    ]),
  )('at write %i, %s, is taken up where it stopped', async (at, _, happened) => {
    expect(await crashAndRecover(at, happened)).toBe(true);
  });

  it('has no further step', async () => {
    expect(await crashAndRecover(12, false)).toBe(false);
  });
});
