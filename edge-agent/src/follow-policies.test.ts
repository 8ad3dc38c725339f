import {
  cosign,
  cryptoReady,
  formatNote,
  formatPolicyStatement,
  formatProof,
  leafOf,
  type NoteSigner,
  noteSigner,
  policyHash,
  policyPath,
  policyProofPath,
  sha256,
  signNote,
} from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DrainWorld } from '../test/drain-world.js';
import { WitnessedLog } from '../test/fakes.js';

await cryptoReady;

const bytes = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

/** A log with the tiles of another one, signed by a key of its own. */
class RotatedLog extends WitnessedLog {
  override readonly signer = noteSigner('log.example/small', 1, bytes(15));
}

let world: DrainWorld;
/** With the key and the policy that the agent enrolled with. */
let first: WitnessedLog;
let rotated: RotatedLog;
let served: Map<string, Uint8Array>;

beforeEach(async () => {
  [first, rotated] = [new WitnessedLog(), new RotatedLog()];
  served = new Map();
  world = new DrainWorld(first.policy);
  world.tiles = async (path) => served.get(path) ?? rotated.files.get(path);
  await world.enrol();
  await world.make(1);
  await world.start();
  await publish(first, [bytes(9), world.leaf(1)]);
  await expect.poll(async () => (await world.outbox.counts()).proven).toBe(1);
});

afterEach(() => world.close());

/** Lets the log grow, and the broker tell of it. */
async function publish(log: WitnessedLog, leaves: readonly Uint8Array[]): Promise<void> {
  for (const each of [first, rotated]) each.append(...leaves);
  await world.publish(log.checkpoint());
}

/** The statement by which the new key takes over, cosigned by these. */
function statementBy(witnesses: readonly NoteSigner[]): Uint8Array {
  const { name: origin } = first.signer.key;
  const previous = policyHash(first.policy);
  const text = formatPolicyStatement({ origin, number: 1, time: 1_900_000_000, previous, text: rotated.policy });
  const logs = [first.signer, rotated.signer].map((signer) => signNote(text, signer));
  return formatNote({ text, signatures: [...logs, ...witnesses.map((one) => cosign(text, 1_900_000_000, one))] });
}

/** The log serves a statement whose leaf is to be the next one. */
function serve(statement: Uint8Array): Uint8Array {
  const index = rotated.leaves.length;
  served.set(policyPath(1), statement);
  served.set(policyProofPath(1), formatProof({ index, hashes: [], checkpoint: first.checkpoint() }));
  return leafOf(statement);
}

describe('an agent whose log changes its key', () => {
  it('follows the statement, proves under the new key, and stays there when it is started anew', async () => {
    await world.make(1);
    await publish(rotated, [serve(statementBy(first.witnesses)), world.leaf(2)]);
    await expect.poll(async () => (await world.outbox.counts()).proven).toBe(2);
    expect(await world.outbox.logState()).toMatchObject({ policy: rotated.policy, scanned: 4 });
    expect(world.events).toContain('policy-followed');
    expect(await world.current()).toEqual([]);

    await world.restart();
    await publish(first, [bytes(10)]);
    await expect.poll(() => world.current()).toEqual(['checkpoint-forged']);
    await world.make(1);
    await publish(rotated, [world.leaf(3)]);
    await expect.poll(async () => (await world.outbox.counts()).proven).toBe(3);
  });

  it('refuses a statement that the log signed alone, names it, and goes on trusting the keys from before', async () => {
    await world.make(1);
    await publish(rotated, [serve(statementBy([])), world.leaf(2)]);
    await expect.poll(() => world.current()).toEqual(['policy-refused']);
    expect(await world.outbox.logState()).toMatchObject({ policy: first.policy, scanned: 2 });
    await publish(first, [bytes(11)]);
    await expect.poll(async () => (await world.outbox.counts()).proven).toBe(2);
  });

  it('refuses a statement that is well signed and not in the log', async () => {
    serve(statementBy(first.witnesses));
    await publish(rotated, [sha256(bytes(1))]);
    await expect.poll(() => world.current()).toEqual(['log-misfit']);
    expect((await world.outbox.logState()).policy).toBe(first.policy);
  });

  it('takes nothing back when another process is still at the policy before', async () => {
    await publish(rotated, [serve(statementBy(first.witnesses))]);
    await expect.poll(async () => (await world.outbox.logState()).policy).toBe(rotated.policy);
    const { checkpoint } = await world.outbox.logState();
    await world.outbox.markProven([], { checkpoint: 'older', scanned: 99, policy: first.policy });
    await world.outbox.followPolicy({ from: first.policy, to: 'another' }, 'other');
    expect(await world.outbox.logState()).toMatchObject({ checkpoint, policy: rotated.policy });
  });

  it('is not told apart from a forged checkpoint while nothing says otherwise', async () => {
    await publish(rotated, [bytes(12)]);
    await expect.poll(() => world.current()).toEqual(['checkpoint-forged']);
  });
});
