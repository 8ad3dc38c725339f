import {
  addSignatures,
  cosign,
  formatSignedCheckpoint,
  type NoteSigner,
  parseSignedCheckpoint,
  signCheckpoint,
} from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { appendAll, leavesOf, NOW, ORIGIN, type RunningLog } from '../../test/kit.js';
import { createRotatingKit, type RotatingKit } from '../../test/rotating-kit.js';
import type { WitnessPeer } from '../ports.js';
import { historyOf, type PolicyHistory } from './history.js';

let kit: RotatingKit;
let history: PolicyHistory;
beforeAll(() => sodium.ready);
beforeEach(async () => {
  kit = createRotatingKit();
  history = kit.rotatedLog();
  const before = kit.open(historyOf(kit.policyText), [kit.signer]);
  await appendAll(before, leavesOf(0, 3));
  before.store.close();
  await withLog([kit.signer, kit.newLog], undefined, async (log) => {
    await log.publication.prepare();
    await appendAll(
      log,
      history.successors.map(({ leaf }) => leaf),
    );
    expect(parseSignedCheckpoint((await log.folder.read('checkpoint')) ?? new Uint8Array(0)).checkpoint.size).toBe(5);
  });
});
afterEach(() => kit.remove());

/** Opens the log under policy 1, with what the university says in the place of its own memory. */
async function withLog(
  signers: readonly NoteSigner[],
  latest: WitnessPeer['latest'] | undefined,
  act: (log: RunningLog) => Promise<void>,
): Promise<void> {
  const log = kit.open(history, signers, (ports) => ({
    ...ports,
    witnesses: ports.witnesses.map((peer, i) => (latest && i === 1 ? { ...peer, latest } : peer)),
  }));
  try {
    await act(log);
  } finally {
    log.store.close();
  }
}

/** A checkpoint that is not in the state, signed by a key of the log and cosigned by the university. */
function shown(size: number, by: NoteSigner): Uint8Array {
  const note = signCheckpoint({ origin: ORIGIN, size, root: new Uint8Array(32).fill(9) }, by);
  const [, university] = kit.witnessKeys;
  return formatSignedCheckpoint(addSignatures(note, university ? [cosign(note.text, NOW, university)] : []));
}

describe('a key of the log that was retired', () => {
  it.each([9_000, 5, 3, 2])('does not end the log with one witness that cosigned %i entries for it', async (size) => {
    await withLog(
      [kit.newLog],
      async () => shown(size, kit.signer),
      (log) => expect(log.publication.prepare()).resolves.toBeUndefined(),
    );
  });

  it('still tells of a state that is too old as long as it signs beside the new one', async () => {
    await withLog(
      [kit.signer, kit.newLog],
      async () => shown(9_000, kit.signer),
      (log) => expect(log.publication.prepare()).rejects.toMatchObject({ code: 'older-state' }),
    );
  });

  it('gave way to one that counts from its statement on, and not before', async () => {
    const startWith = (size: number): Promise<void> =>
      withLog(
        [kit.newLog],
        async () => shown(size, kit.newLog),
        (log) => log.publication.prepare(),
      );
    await expect(startWith(3)).resolves.toBeUndefined();
    await expect(startWith(5)).rejects.toMatchObject({ code: 'older-state' });
    await expect(startWith(9_000)).rejects.toMatchObject({ code: 'older-state' });
  });
});
