import { describe, expect, it } from 'vitest';
import { concat } from '../bytes.js';
import { cryptoReady } from '../signature.js';
import { addSignatures, formatSignedCheckpoint, signCheckpoint } from './checkpoint.js';
import { cosign } from './cosignature.js';
import { LogView } from './log-view.js';
import { entryHash, rootOfEntries } from './merkle.js';
import { followPolicies, keepUpWithPolicies, policyPath, policyProofPath, readSuccessors } from './policy-history.js';
import { pinPolicy } from './policy-statement.js';
import { tilePath } from './tile.js';
import { formatProof } from './tlog-proof.js';

await cryptoReady;
const { keyAt, LOG_KEYS, ORIGIN, policyText, STATEMENTS, statementOf, TEXTS, TIME, WITNESS_KEYS } = await import(
  './policy-statements.fixture.js'
);
const { sha256 } = await import('../hasher.js');

const refusal = (code: string) => expect.objectContaining({ code });
const PINNED = pinPolicy(TEXTS[0], 0);
const NUMBERS = [0, 1, 2];

describe('following a list of statements', () => {
  it('leads from the pinned policy to the newest, whichever is pinned', () => {
    expect(followPolicies(PINNED, STATEMENTS).map(({ text }) => text)).toEqual(TEXTS.slice(1));
    expect(followPolicies(pinPolicy(TEXTS[1], 1), STATEMENTS).map(({ number }) => number)).toEqual([2, 3]);
    expect(followPolicies(pinPolicy(TEXTS[2]), STATEMENTS).map(({ number }) => number)).toEqual([3]);
    expect(followPolicies(pinPolicy(TEXTS[1], 1), STATEMENTS.slice(1))).toHaveLength(2);
  });

  it('ends at once at the newest', () => {
    expect(followPolicies(PINNED, [])).toEqual([]);
    expect(followPolicies(pinPolicy(TEXTS[0]), [])).toEqual([]);
    expect(followPolicies(pinPolicy(TEXTS[3], 3), STATEMENTS)).toEqual([]);
    expect(followPolicies(pinPolicy(TEXTS[3]), STATEMENTS)).toEqual([]);
  });

  it('refuses a list that leaves one out, tells another history, or never ends', () => {
    expect(() => followPolicies(PINNED, [STATEMENTS[0], STATEMENTS[2]])).toThrow(refusal('wrong-succession'));
    expect(() => followPolicies(PINNED, STATEMENTS.slice(1))).toThrow(refusal('wrong-succession'));
    const stranger = pinPolicy(policyText(0, [2], 'quorum w0'));
    expect(() => followPolicies(stranger, STATEMENTS)).toThrow(refusal('wrong-succession'));
    expect(() => followPolicies(PINNED, new Array(1025).fill(STATEMENTS[0]))).toThrow(refusal('out-of-range'));
  });

  it('refuses a policy that returns, before the pinned one or after', () => {
    const back = statementOf({ number: 2, from: TEXTS[1], to: TEXTS[0] }, [0, 1], [0, 1]);
    expect(() => followPolicies(PINNED, [STATEMENTS[0], back])).toThrow('returned');
    const again = statementOf({ number: 3, from: TEXTS[2], to: TEXTS[1] }, [1], [0, 1, 2]);
    expect(() => followPolicies(pinPolicy(TEXTS[2], 2), [STATEMENTS[0], STATEMENTS[1], again])).toThrow('returned');
  });
});

const LEAVES = [new Uint8Array(32).fill(7), ...STATEMENTS.map(sha256)];
const ROOT = rootOfEntries(LEAVES);

/** A checkpoint of the log at a size, signed by these keys. */
function checkpointOf(size: number, log: number, witnesses: readonly number[]): Uint8Array {
  const checkpoint = { origin: ORIGIN, size, root: size === 4 ? ROOT : rootOfEntries(LEAVES.slice(0, size)) };
  const note = signCheckpoint(checkpoint, keyAt(LOG_KEYS, log));
  return formatSignedCheckpoint(
    addSignatures(
      note,
      witnesses.map((at) => cosign(note.text, TIME, keyAt(WITNESS_KEYS, at))),
    ),
  );
}

/** What the log serves; a test takes parts away or exchanges them. */
function served(): Map<string, Uint8Array> {
  const proof = (index: number) => formatProof({ index, hashes: [], checkpoint: checkpointOf(4, 1, [0]) });
  return new Map([
    [tilePath({ level: 0, index: 0, width: 4 }), concat(...LEAVES.map(entryHash))],
    ...STATEMENTS.map((bytes, i) => [policyPath(i + 1), bytes] as const),
    ...NUMBERS.map((i) => [policyProofPath(i + 1), proof(i + 1)] as const),
  ]);
}

const readerOf = (files: ReadonlyMap<string, Uint8Array>) => async (path: string) => files.get(path);
const NEWEST = checkpointOf(4, 1, [0]);

/** A view that saw the log before all statements. */
async function awayView(files: ReadonlyMap<string, Uint8Array>): Promise<LogView> {
  const view = new LogView({ policy: PINNED.policy, read: readerOf(files) });
  await view.advance(checkpointOf(1, 0, [0, 1]));
  return view;
}

describe('keeping up with policies', () => {
  it('takes a view that was away for three changes to the newest policy and checkpoint', async () => {
    const files = served();
    const view = await awayView(files);
    await expect(view.advance(NEWEST)).rejects.toThrow(refusal('bad-signature'));
    const pinned = await keepUpWithPolicies(view, NEWEST, { read: readerOf(files), pinned: PINNED });
    expect(pinned).toEqual(pinPolicy(TEXTS[3], 3));
    expect(view.size).toBe(4);
    const state = view.exportState();
    expect(new LogView({ policy: pinned.policy, read: readerOf(files), state }).size).toBe(4);
    await expect(view.advance(checkpointOf(4, 0, [0, 1]))).rejects.toThrow(refusal('bad-signature'));
  });

  it('follows too when only the witnesses changed', async () => {
    const pinned = pinPolicy(TEXTS[1]);
    const view = new LogView({ policy: pinned.policy, read: readerOf(served()) });
    expect(await keepUpWithPolicies(view, NEWEST, { read: readerOf(served()), pinned })).toMatchObject({ number: 3 });
  });

  it('reads nothing while the policy believes the checkpoint, and stays when no statement follows', async () => {
    const view = await awayView(served());
    const unread = async (): Promise<never> => expect.unreachable();
    const old = checkpointOf(1, 0, [0, 1]);
    expect(await keepUpWithPolicies(view, old, { read: unread, pinned: PINNED })).toBe(PINNED);
    const nothing = async () => undefined;
    expect(await keepUpWithPolicies(view, NEWEST, { read: nothing, pinned: PINNED })).toBe(PINNED);
    expect(view.size).toBe(1);
  });

  it('lets a checkpoint that is none be refused', async () => {
    const view = await awayView(served());
    const bytes = Uint8Array.of(1);
    const use = { read: readerOf(served()), pinned: PINNED };
    await expect(keepUpWithPolicies(view, bytes, use)).rejects.toThrow(refusal('malformed-note'));
  });

  const first = { number: 1, from: TEXTS[0], to: TEXTS[1] };
  const proofOf = (index: number): Uint8Array => formatProof({ index, hashes: [], checkpoint: NEWEST });
  it.each([
    ['the log signed a statement alone', { [policyPath(1)]: statementOf(first, [0, 1], []) }, 'refused-statement'],
    ['a statement is none', { [policyPath(2)]: Uint8Array.of(10) }, 'refused-statement'],
    ['a proof is none', { [policyProofPath(2)]: Uint8Array.of(10) }, 'refused-statement'],
    ['a proof points elsewhere', { [policyProofPath(2)]: proofOf(0) }, 'wrong-proof'],
    ['a proof points beyond the log', { [policyProofPath(2)]: proofOf(4) }, 'out-of-range'],
  ])('stays where it was when %s', async (_, changed, code) => {
    const files = new Map([...served(), ...Object.entries(changed)]);
    const view = await awayView(files);
    const use = { read: readerOf(files), pinned: PINNED };
    await expect(keepUpWithPolicies(view, NEWEST, use)).rejects.toThrow(refusal(code));
    expect(view.size).toBe(1);
    await view.advance(checkpointOf(1, 0, [0, 1]));
  });

  it('waits for a proof that is not there yet', async () => {
    const files = served();
    files.delete(policyProofPath(3));
    await expect(readSuccessors(readerOf(files), PINNED)).rejects.toThrow(refusal('missing-tile'));
  });

  it('adopts nothing without a policy', async () => {
    const view = await awayView(served());
    await expect(view.adopt(NEWEST, [])).rejects.toThrow(refusal('out-of-range'));
  });
});
