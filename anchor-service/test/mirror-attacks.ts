import { rmSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { folderEvidence } from '../src/verify/folder-evidence.js';
import { judgeEvidence } from '../src/verify/judge-evidence.js';
import { verifyLog } from '../src/verify/verify-log.js';
import { temporaryFolder } from './kit.js';
import { type Attacked, forgeSignature, forkOf, randomLog, rewriteOneBit, truncate } from './log-attacks.js';
import { type Keys, type MemoryLog, makeKeys, randomOf } from './memory-log.js';
import { bundlesOf, type MirrorKit, openMirror, verifyCopy } from './mirror-kit.js';

const folder = temporaryFolder();
let keys: Keys;

/** A mirror that holds a log, and the next state of that log. */
async function following(seed: number): Promise<{ kit: MirrorKit; old: MemoryLog; next: MemoryLog; place: string }> {
  const random = randomOf(seed);
  const old = await randomLog(keys, random);
  const next = await old.fork().grow(old.size, 1 + random(100));
  const place = join(folder.path, String(seed));
  const kit = await openMirror(place, keys);
  kit.serve(old.files);
  expect(await kit.mirror.attempt()).toBe('advanced');
  return { kit, old, next, place };
}

async function assertServes(kit: MirrorKit, log: MemoryLog, what: string): Promise<void> {
  const { size, root } = await verifyCopy(kit.copy, keys);
  expect(size, what).toBe(log.size);
  expect(root, what).toEqual((await verifyLog({ read: log.read, policy: keys.policy })).root);
}

/** The attacks of the issue on a mirror that holds a log: it refuses each and serves the copy that it had. */
export function mirrorAttackTests(count: number): void {
  beforeAll(async () => {
    await sodium.ready;
    keys = makeKeys();
  });
  afterAll(() => folder.remove());

  it.each([
    ['a rewritten bit of any file', rewriteOneBit],
    ['a file that is cut off or gone', truncate],
    ['a forged signature', forgeSignature],
  ] as const)('refuses %s, serves what it had, and follows again when it is over', async (_title, attack) => {
    for (let seed = 0; seed < count; seed += 1) {
      const { kit, old, next, place } = await following(seed);
      const attacked: Attacked = attack(next, randomOf(seed + 77));
      kit.serve(attacked.files);
      const outcome = await kit.mirror.attempt();
      expect(['refused', 'silent', 'advanced', 'alarm'], attacked.what).toContain(outcome);
      // What it did take was harmless: the copy verifies whole, at the size of before or of now.
      await assertServes(kit, outcome === 'advanced' ? next : old, attacked.what);
      kit.serve(next.files);
      // The time of a newest block is the log's word until the next: a copy that took another has it until then.
      if (outcome !== 'advanced') expect(await kit.mirror.attempt(), attacked.what).toBe('advanced');
      await assertServes(kit, next, attacked.what);
      rmSync(place, { recursive: true });
    }
  });

  it('raises the alarm at a rollback and a fork, with evidence that verifies offline, and serves what it had', async () => {
    for (let seed = 0; seed < count; seed += 1) {
      const { kit, old, next, place } = await following(seed);
      kit.serve(next.files);
      await kit.mirror.attempt();
      const random = randomOf(seed + 99);
      kit.serve(old.files);
      expect(await kit.mirror.attempt()).toBe('alarm');
      const { other } = await forkOf(next, random);
      kit.serve(other.files);
      expect(await kit.mirror.attempt()).toBe('alarm');
      expect(await kit.mirror.attempt()).toBe('alarm');
      expect(kit.mirror.status()).toMatchObject({
        state: 'alarm',
        evidence: 2,
        size: next.size,
        finding: { kind: 'fork' },
      });
      const given = { policy: keys.policy, text: keys.policyText };
      const judged = await Promise.all(bundlesOf(kit).map((bundle) => judgeEvidence(folderEvidence(bundle), given)));
      const relations = judged.map(({ relation }) => relation);
      expect(relations, `seed ${seed}`).toEqual(['consistent', 'contradictory']);
      await assertServes(kit, next, `seed ${seed}`);
      rmSync(place, { recursive: true });
    }
  });
}
