import {
  type Checkpoint,
  consistencyRoots,
  cosign,
  encodeVkey,
  equalBytes,
  formatNote,
  formatSignatureLine,
  noteSigner,
  parseNote,
  parsePolicy,
  parseSignatureLines,
  parseSignedCheckpoint,
  signCheckpoint,
  verifyCheckpoint,
  verifyNote,
} from '@fit4work/protocol';
import { expect } from 'vitest';
import { bodyOf, type History } from './history.js';
import { between, seeded } from './seeded.js';
import { WitnessWorld } from './witness-process.js';

/** Not a power of two, so that the proof of a rewritten log says which root it had. */
const HELD = 75;
const LEAVES = 200;

/** What an attack is made of, and what it is held against. */
interface Scene {
  readonly world: WitnessWorld;
  readonly random: () => number;
  /** The n-th attack of its kind; each rewrites the log in another way. */
  readonly n: number;
}

/** Makes one attack on a witness that holds 75 leaves. @returns whether there is evidence of it */
type Attack = (scene: Scene) => Promise<boolean>;

export const ATTACKS: Readonly<Record<string, Attack>> = {
  'forged cosignature': forgedCosignature,
  'replayed checkpoint': replayedCheckpoint,
  rollback,
  truncation,
  fork,
};

/** Runs attacks of one kind on a real witness process, one after the other, and holds that none got anything. */
export async function attack(kind: string, options: { count: number; seed: number }): Promise<number> {
  const world = new WitnessWorld(LEAVES);
  const random = seeded(options.seed);
  let evident = 0;
  try {
    await world.start();
    expect((await world.post(await world.honest.request(0, HELD))).status).toBe(200);
    for (let n = 0; n < options.count; n += 1) if (await ATTACKS[kind]?.({ world, random, n })) evident += 1;
    expect(await world.recorded()).toEqual({
      origin: world.log.key.name,
      size: HELD,
      root: await world.honest.root(HELD),
    });
    expect(await world.alarms()).toBe(evident);
    if (evident > 0) holdEvidence(world, evident);
    expect((await world.post(await world.honest.request(HELD, LEAVES))).status).toBe(200);
  } finally {
    await world.remove();
  }
  return evident;
}

/** A signature of the log, or of the witness, that its key did not make. */
async function forgedCosignature({ world, random }: Scene): Promise<boolean> {
  const size = between(random, HELD, LEAVES);
  const stranger = new Uint8Array(32).map(() => between(random, 0, 255));
  const own = parseNote(await world.honest.note(size));
  const asLog = signCheckpoint(
    { origin: world.log.key.name, size, root: await world.honest.root(size) },
    noteSigner(world.log.key.name, 1, stranger),
  );
  const [line] = asLog.signatures;
  // Under the true key id, and under its own: both are no signature of this log.
  const keyId = random() < 0.5 ? world.log.key.keyId : (line?.keyId ?? new Uint8Array(4));
  const forged = { text: own.text, signatures: asLog.signatures.map((each) => ({ ...each, keyId })) };
  const proof = await world.honest.proof(HELD, size);
  expect((await world.post(bodyOf(String(HELD), proof, formatNote(forged)))).status).toBe(403);

  const strange = cosign(own.text, 1_790_000_000, noteSigner(world.signer.key.name, 4, stranger));
  const policy = parsePolicy(`log ${encodeVkey(world.log.key)}\nwitness w ${encodeVkey(world.signer.key)}\nquorum w\n`);
  const cosigned = [strange, { ...strange, keyId: world.signer.key.keyId }].map((each) =>
    formatNote({ text: own.text, signatures: [...own.signatures, ...parseSignatureLines(formatSignatureLine(each))] }),
  );
  for (const note of cosigned) expect(() => verifyCheckpoint(note, policy)).toThrowError(/cosign|quorum|witness/i);
  return false;
}

/** A checkpoint that the log did sign once, and that the witness has gone beyond. */
async function replayedCheckpoint({ world, random }: Scene): Promise<boolean> {
  const size = between(random, 1, HELD - 1);
  const old = between(random, 0, LEAVES);
  const { status } = await world.post(
    bodyOf(String(old), await proofOf(world.honest, old, size), await world.honest.note(size)),
  );
  expect(status).toBe(old > size ? 400 : 409);
  return false;
}

/** A smaller log than the one that was cosigned, true or not. */
async function rollback({ world, random, n }: Scene): Promise<boolean> {
  const size = between(random, 0, HELD - 1);
  const log = random() < 0.5 ? world.honest : world.honest.branch(n, between(random, 0, size));
  const old = random() < 0.5 ? HELD : between(random, 0, size);
  const { status } = await world.post(bodyOf(String(old), await proofOf(log, old, size), await log.note(size)));
  expect(status).toBe(old > size ? 400 : 409);
  return false;
}

/** Leaves at the end are taken away, and others put in their place. */
async function truncation({ world, random, n }: Scene): Promise<boolean> {
  const size = between(random, HELD, LEAVES);
  const log = world.honest.branch(n, between(random, 1, HELD - 1));
  expect((await world.post(await log.request(HELD, size))).status).toBe(size === HELD ? 409 : 422);
  return true;
}

/** Another log altogether, presented as the same one, with its own proof or the proof of the true one. */
async function fork({ world, random, n }: Scene): Promise<boolean> {
  const size = between(random, HELD, LEAVES);
  const log = world.honest.branch(n, 0);
  const own = size === HELD || random() < 0.5;
  const proof = await (own ? log : world.honest).proof(HELD, size);
  const { status } = await world.post(bodyOf(String(HELD), proof, await log.note(size)));
  expect(status).toBe(size === HELD ? 409 : 422);
  return own;
}

/** A proof as far as there can be one. */
async function proofOf(log: History, old: number, size: number): Promise<Uint8Array[]> {
  return old <= size ? log.proof(old, size) : [];
}

/** Everything kept convinces somebody who has the folder and the log's key, and nothing else. */
function holdEvidence(world: WitnessWorld, count: number): void {
  const cases = world.evidence();
  expect(cases).toHaveLength(count);
  for (const { read } of cases) {
    const [a, b] = ['a.checkpoint', 'b.checkpoint'].map((file): Checkpoint => {
      const { note, checkpoint } = parseSignedCheckpoint(read(file));
      verifyNote(note, world.log.key);
      return checkpoint;
    });
    if (a === undefined || b === undefined) continue;
    const lines = a.size === b.size ? [] : Buffer.from(read('proof')).toString().trimEnd().split('\n');
    const path = lines.map((line) => new Uint8Array(Buffer.from(line, 'base64')));
    const roots = a.size === b.size ? { oldRoot: b.root, newRoot: b.root } : consistencyRoots(a.size, b.size, path);
    expect(equalBytes(roots?.newRoot ?? a.root, b.root)).toBe(true);
    expect(equalBytes(roots?.oldRoot ?? a.root, a.root)).toBe(false);
  }
}

/**
 * Two or three submissions at once over connections of their own, each of which extends the record and none of which extends
 * another. @returns how many rounds were run
 */
export async function race(options: { count: number; seed: number }): Promise<number> {
  const world = new WitnessWorld(2 * options.count + 2);
  const random = seeded(options.seed);
  let [held, size] = [world.honest, 0];
  try {
    await world.start();
    for (let n = 1; n <= options.count; n += 1) {
      const next = size + between(random, 1, 2);
      const branches = [held, held.branch(n, size), held.branch(-n, size)].slice(0, between(random, 2, 3));
      const from = size;
      const bodies = await Promise.all(branches.map((branch) => branch.request(from, next)));
      const answers = await Promise.all(bodies.map((body) => world.post(body)));
      const won = answers.flatMap(({ status }, i) => (status === 200 ? [i] : []));
      expect(won).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(branches.length - 1);
      [held, size] = [branches[won[0] ?? 0] ?? held, next];
      const recorded = await world.recorded();
      expect([recorded?.size, recorded?.root]).toEqual([size, await held.root(size)]);
      // Whoever lost signed another root of the size that won.
      expect(await world.alarms()).toBeGreaterThan(0);
    }
  } finally {
    await world.remove();
  }
  return options.count;
}
