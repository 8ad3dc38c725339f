import { EventEmitter, once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  addSignatures,
  cosign,
  formatSignedCheckpoint,
  noteSigner,
  parseSignedCheckpoint,
  signCheckpoint,
  utf8,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  appendAll,
  createKit,
  type LogKit,
  leavesOf,
  NOW,
  ORIGIN,
  openLog,
  placedLeaves,
  type RunningLog,
} from '../test/kit.js';
import { AnchorError } from './error.js';
import type { Journal, WitnessPeer } from './ports.js';

beforeAll(() => sodium.ready);
let kit: LogKit;
let log: RunningLog;
let said: unknown[];
const journal: Journal = { info: () => undefined, warn: (event, fields) => said.push([event, fields?.witness]) };
beforeEach(async () => {
  kit = createKit();
  said = [];
  log = open();
  await appendAll(log, leavesOf(0, 300));
  await appendAll(log, placedLeaves(300, 700));
});
afterEach(() => {
  log.store.close();
  kit.remove();
});

/** Opens the log with what one witness says in the place of its own memory. */
function open(latest?: WitnessPeer['latest']): RunningLog {
  return openLog(kit, (ports) => ({
    ...ports,
    journal,
    witnesses: ports.witnesses.map((witness, i) => (latest && i === 1 ? { ...witness, latest } : witness)),
  }));
}

/** What an anchor that starts now would do. */
async function start(latest?: WitnessPeer['latest']): Promise<void> {
  log.store.close();
  log = open(latest);
  await log.anchor.prepare();
}

interface Signing {
  readonly seed?: number;
  readonly root?: Uint8Array;
  /** Which witness cosigned it; none when null. */
  readonly by?: number | null;
}

/** A checkpoint as the log, or somebody else, signs it, cosigned as the university does. */
function signed(size: number, { seed = 1, root = new Uint8Array(32).fill(9), by = 1 }: Signing = {}): Uint8Array {
  const log = noteSigner(ORIGIN, 1, new Uint8Array(32).fill(seed));
  const note = signCheckpoint({ origin: ORIGIN, size, root }, log);
  const witness = by === null ? undefined : kit.witnesses[by]?.signer;
  return formatSignedCheckpoint(addSignatures(note, witness === undefined ? [] : [cosign(note.text, NOW, witness)]));
}

describe('what witnesses remember', () => {
  it('lets a log start that has it all, at its own size or an earlier one', async () => {
    const atSize = await kit.witnesses[1]?.peer.latest(ORIGIN);
    await expect(start()).resolves.toBeUndefined();
    await appendAll(log, placedLeaves(700, 710));
    await expect(start(async () => atSize)).resolves.toBeUndefined();
    expect(said).toEqual([]);
  });

  it.each([
    ['more leaves', 701],
    ['another root at its size', 700],
    ['another root at an earlier size', 300],
  ])('refuses a state when a witness has cosigned %s', async (_, size) => {
    const refused = await start(async () => signed(size)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'older-state' });
    expect(String(refused)).toContain(
      `The witness university has cosigned a checkpoint of this log at ${size} entries`,
    );
  });

  it('refuses a state that was restored from an older copy, though the log folder was too', async () => {
    log.store.close();
    for (const name of ['state', 'log'])
      cpSync(join(kit.folder, name), join(kit.folder, `${name}-old`), { recursive: true });
    log = open();
    await appendAll(log, placedLeaves(700, 800));
    log.store.close();
    for (const name of ['state', 'log']) {
      rmSync(join(kit.folder, name), { recursive: true });
      cpSync(join(kit.folder, `${name}-old`), join(kit.folder, name), { recursive: true });
    }
    await expect(start()).rejects.toMatchObject({ code: 'older-state' });
  });

  it('is not believed when another key signed it, or nobody, and the witness is named', async () => {
    await start(async () => signed(900, { seed: 2 }));
    await start(async () => utf8('not a checkpoint'));
    expect(said).toEqual(Array(2).fill(['witness-memory-unreadable', 'university']));
  });

  it('is not believed without the own cosignature of the witness, whoever else signed it', async () => {
    await start(async () => signed(900, { by: null }));
    await start(async () => signed(900, { by: 0 }));
    const published = parseSignedCheckpoint((await log.folder.read('checkpoint')) ?? new Uint8Array(0)).checkpoint;
    await start(async () => signed(published.size, { root: published.root, by: null }));
    expect(said).toEqual(Array(3).fill(['witness-memory-unreadable', 'university']));
  });

  it('is not waited for: a witness that is away is named', async () => {
    await start(async () => {
      throw new AnchorError('witness-failed', 'away');
    });
    expect(said).toEqual([['witness-unreachable', 'university']]);
  });

  it('ends the anchor when a witness that was away comes back with more', async () => {
    log.store.close();
    log = openLog(kit, (ports) => ({
      ...ports,
      journal,
      witnesses: ports.witnesses.map((witness, i) =>
        i === 1
          ? { ...witness, ask: async () => ({ kind: 'conflict', size: 9_000 }), latest: async () => signed(9_000) }
          : witness,
      ),
    }));
    const fatal = new Promise((resolve) => log.anchor.start(resolve));
    log.anchor.receive(new Uint8Array(32).fill(7));
    expect(await fatal).toMatchObject({ code: 'older-state' });
    await log.anchor.stop();
  });

  it.each([
    ['another size on record', { kind: 'conflict', size: 9_000 }],
    ['a refusal', { kind: 'refused', status: 422 }],
  ] as const)(
    'ends the anchor when a slow witness proves more by %s, though the others are a quorum',
    async (_, answer) => {
      log.store.close();
      const told = new EventEmitter();
      const slow = once(told, 'answer');
      log = openLog(kit, (ports) => ({
        ...ports,
        journal: { ...journal, info: (event) => void told.emit(event) },
        witnesses: ports.witnesses.map((witness, i) =>
          i === 1 ? { ...witness, ask: () => slow.then(() => answer), latest: async () => signed(9_000) } : witness,
        ),
      }));
      const fatal = new Promise((resolve) => log.anchor.start(resolve));
      for (const n of [7, 8]) {
        const published = once(told, 'checkpoint-published');
        log.anchor.receive(new Uint8Array(32).fill(n));
        await published;
      }
      const out = await log.folder.read('checkpoint');
      // The round in which it was asked is over, and nothing new has come.
      told.emit('answer');
      expect(await fatal).toMatchObject({ code: 'older-state' });
      expect(said).toContainEqual(['witness-proves-older-state', 'university']);
      log.anchor.receive(new Uint8Array(32).fill(9));
      await log.anchor.commit();
      await log.anchor.stop();
      expect(await log.folder.read('checkpoint')).toEqual(out);
    },
  );
});
