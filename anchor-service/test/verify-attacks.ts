import { join } from 'node:path';
import { equalBytes, type Relation } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Evidence, writeEvidence } from '../src/evidence/write-evidence.js';
import { compareSources } from '../src/verify/compare.js';
import { FindingError } from '../src/verify/finding-error.js';
import { folderEvidence } from '../src/verify/folder-evidence.js';
import { TakenBack } from '../src/verify/held-log.js';
import { judgeEvidence } from '../src/verify/judge-evidence.js';
import { type VerifiedLog, type VerifyOptions, verifyLog } from '../src/verify/verify-log.js';
import { NOW, temporaryFolder } from './kit.js';
import { type Attacked, forgeSignature, forkOf, randomLog, rewriteOneBit, truncate } from './log-attacks.js';
import { type Keys, type MemoryLog, makeKeys, randomOf } from './memory-log.js';

const folder = temporaryFolder();
let keys: Keys;

const verify = (files: ReadonlyMap<string, Uint8Array>, more: Partial<VerifyOptions> = {}): Promise<VerifiedLog> =>
  verifyLog({ read: async (path) => files.get(path), policy: keys.policy, ...more });

const findingOf = async (run: Promise<unknown>): Promise<FindingError | undefined> => {
  try {
    await run;
    return undefined;
  } catch (error) {
    if (error instanceof FindingError) return error;
    throw error;
  }
};

/** Files that were read before: what is outside of them no checkpoint needs. */
async function neededBy(log: MemoryLog): Promise<ReadonlySet<string>> {
  const needed = new Set<string>();
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    needed.add(path);
    return log.files.get(path);
  };
  await verifyLog({ read, policy: keys.policy });
  return needed;
}

/** Unsound with a place, or harmless: then it says the same of the log, and only what nothing covers was changed. */
async function assertFound(log: MemoryLog, attacked: Attacked): Promise<void> {
  const changed = [...log.files.keys()].find((path) => log.files.get(path) !== attacked.files.get(path)) ?? '';
  const finding = await findingOf(verify(attacked.files));
  if (finding !== undefined) {
    // Without a checkpoint nothing is known; all else is unsound at a place.
    const lost = changed === 'checkpoint' && !attacked.files.has('checkpoint');
    expect(finding.code, attacked.what).toBe(lost ? 'source-failed' : 'unsound');
    if (!lost) expect(finding.finding.path, attacked.what).toBeDefined();
    const isThere = !['missing-file', 'malformed-file'].includes(finding.finding.kind);
    // What stands in the tree and was changed convicts, in the newest block too, and is itself what is named.
    if (changed.startsWith('tile/') && isThere) {
      expect([finding.convicts, finding.finding.kind.includes('block')], attacked.what).toEqual([true, false]);
    }
    return;
  }
  const [before, after] = [await verify(log.files), await verify(attacked.files)];
  expect([after.size, after.root, after.blocks], attacked.what).toEqual([before.size, before.root, before.blocks]);
  const needed = await neededBy(log);
  const isLastTime = changed === `blocks/${before.blocks - 1}` || changed === 'blocks/latest';
  // Nothing covers the time of the newest block yet, and the line of a witness may become that of a stranger.
  if (needed.has(changed)) expect(isLastTime || changed === 'checkpoint', attacked.what).toBe(true);
}

function compared(a: MemoryLog, b: MemoryLog): ReturnType<typeof compareSources> {
  const named = (name: string, { read }: MemoryLog) => ({ name, read });
  return compareSources([named('a', a), named('b', b)], { policy: keys.policy, text: keys.policyText });
}

async function relationIn(evidence: Evidence, time: number): Promise<Relation> {
  const bundle = join(folder.path, writeEvidence(folder.path, evidence, time));
  return (await judgeEvidence(folderEvidence(bundle), { policy: keys.policy, text: keys.policyText })).relation;
}

/** The attacks of the issue, so many of each; those that share nothing run each on a log of their own seed. */
export function attackTests(count: number): void {
  beforeAll(async () => {
    await sodium.ready;
    keys = makeKeys();
  });
  afterAll(() => folder.remove());

  it.each([
    ['a rewritten bit of any file', rewriteOneBit],
    ['a file that is cut off or gone', truncate],
  ] as const)('finds %s at its place, or it changes nothing that is believed', async (_title, attack) => {
    for (let seed = 0; seed < count; seed += 1) {
      const random = randomOf(seed);
      const log = await randomLog(keys, random);
      await assertFound(log, attack(log, random));
    }
  });

  it('finds every forged or missing signature in the checkpoint', async () => {
    for (let seed = 0; seed < count; seed += 1) {
      const random = randomOf(seed);
      const log = await randomLog(keys, random);
      const { files, what } = forgeSignature(log, random);
      if (equalBytes(files.get('checkpoint') ?? new Uint8Array(0), log.file('checkpoint'))) continue;
      const finding = await findingOf(verify(files));
      expect(finding?.finding, what).toMatchObject({ kind: 'bad-checkpoint', path: 'checkpoint' });
    }
  });

  it('finds every rollback behind what it holds, whatever old checkpoint is shown', async () => {
    for (let seed = 0; seed < count; seed += 1) {
      const random = randomOf(seed);
      const old = await randomLog(keys, random);
      const log = await old.fork().grow(old.size, 1 + random(50));
      const { checkpoint, last } = await verify(log.files);
      // The whole folder of before, or the old checkpoint over the files of now.
      const shown = random(2) === 0 ? old.files : new Map(log.files).set('checkpoint', old.file('checkpoint'));
      const finding = await findingOf(verify(shown, { held: { checkpoint: checkpoint.checkpoint, last } }));
      expect(finding?.finding, `seed ${seed}`).toMatchObject({ kind: 'rollback', index: old.size, other: log.size });
    }
  });

  it('finds every fork by what it holds and by two sources, and evidence convicts the log offline', async () => {
    for (let seed = 0; seed < count; seed += 1) {
      const random = randomOf(seed);
      const log = await randomLog(keys, random);
      const { other, index } = await forkOf(log, random);
      await verify(other.files);
      const { checkpoint, last, note } = await verify(log.files);
      const held = { checkpoint: checkpoint.checkpoint, last };
      const taken = await findingOf(verify(other.files, { held }));
      expect(taken, `seed ${seed}`).toBeInstanceOf(TakenBack);
      const { fork } = await compared(log, other);
      expect(fork?.index, `seed ${seed}`).toBe(index);
      const evidence = { kind: 'checkpoints' as const, a: note, b: other.file('checkpoint'), path: fork?.path ?? [] };
      expect(await relationIn(evidence, NOW + seed), `seed ${seed}`).toBe('contradictory');
    }
  });
}
