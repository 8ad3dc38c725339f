import {
  addSignatures,
  cosign,
  cryptoReady,
  formatSignedCheckpoint,
  noteSigner,
  parseSignedCheckpoint,
  signCheckpoint,
} from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LiveAgent } from '../test/live-agent.js';
import { MutatingLog, type Mutation } from '../test/mutating-log.js';
import { assertWhole } from '../test/mutations.js';
import { Network } from '../test/network.js';

/* One agent against real processes: broker, anchor, witness and coach API. */

const PATIENCE = { timeout: 20_000 };
const YEARS = 10 * 365 * 86_400;
let network: Network;
let agent: LiveAgent;

beforeAll(async () => {
  await cryptoReady;
  network = await Network.start();
});
afterAll(() => network.close());
beforeEach(async () => {
  agent = await LiveAgent.enrol(network);
});
afterEach(() => agent.close());

const here = (): { broker: number; log: number } => ({ broker: network.brokerPort, log: network.logPort });
const settled = (): Promise<void> => agent.drain.settled(AbortSignal.timeout(30_000));

describe('a log whose public files are changed on the way', () => {
  let log: MutatingLog;
  let early: Uint8Array;
  let held: Uint8Array;

  beforeEach(async () => {
    log = await MutatingLog.start(network.logPort);
    log.mutation = (path, bytes) => {
      if (path === 'checkpoint') [early, held] = [held ?? bytes, bytes];
      return bytes;
    };
    await agent.start({ broker: network.brokerPort, log: log.port });
    for (const port of [log.port, log.port]) {
      await agent.make(2);
      await settled();
      await fetch(`http://127.0.0.1:${port}/checkpoint`);
    }
  });
  afterEach(() => log.close());

  const checkpoint =
    (change: (bytes: Uint8Array) => Uint8Array): Mutation =>
    // Without tiles nothing new is proven, so that the agent keeps asking.
    (path, bytes) =>
      path === 'checkpoint' ? change(bytes) : undefined;
  const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 4);

  function forked(): Uint8Array {
    const { checkpoint: honest } = parseSignedCheckpoint(held);
    const [own, witness] = [network.key('log.key'), network.key('witness.key')];
    const root = new Uint8Array(32).fill(6);
    const note = signCheckpoint({ ...honest, root }, noteSigner(own.name, 1, own.seed));
    const line = cosign(note.text, agent.now(), noteSigner(witness.name, 4, witness.seed));
    return formatSignedCheckpoint(addSignatures(note, [line]));
  }

  const lines = (bytes: Uint8Array): string[] => Buffer.from(bytes).toString('utf8').split('\n');

  it.each<[string, string, () => Mutation]>([
    ['checkpoint-forged', 'a checkpoint that was changed', () => checkpoint((bytes) => flipped(bytes, 30))],
    ['checkpoint-forged', 'a checkpoint that was cut', () => checkpoint((bytes) => bytes.subarray(0, 60))],
    [
      'checkpoint-unwitnessed',
      'a checkpoint without its cosignature',
      () => checkpoint((bytes) => new Uint8Array(Buffer.from(`${lines(bytes).slice(0, 5).join('\n')}\n`))),
    ],
    ['log-rolled-back', 'a checkpoint from before', () => checkpoint(() => early)],
    ['log-forked', 'another history, signed by log and witness', () => checkpoint(forked)],
    ['log-misfit', 'tiles that are cut', () => (path, bytes) => (path === 'checkpoint' ? bytes : bytes.subarray(1))],
    [
      'log-misfit',
      'tiles with a bit flipped',
      () => (path, bytes) => (path === 'checkpoint' ? bytes : flipped(bytes, 9)),
    ],
  ])('is named %s for %s; nothing is proven by it, and everything once it is honest', async (code, _, mutation) => {
    log.mutation = mutation();
    await agent.make(1);
    await expect.poll(() => agent.current(), PATIENCE).toContain(code);
    expect((await agent.world.ports.outbox.counts()).proven).toBe(4);
    log.mutation = (_, bytes) => bytes;
    await settled();
    await assertWhole(agent, network);
  });
});

describe('a coach API that is restored from an old backup', () => {
  it('is named, and has everything again without a gap', async () => {
    await agent.start(here());
    await agent.make(5);
    await settled();
    await network.backUp();
    await agent.make(5);
    await settled();
    await network.restore();
    expect(network.stored(agent.identity.pseudonym)).toHaveLength(5);
    await agent.make(1);
    await expect.poll(() => agent.current(), PATIENCE).toContain('coach-restored');
    await settled();
    await assertWhole(agent, network);
  });
});

describe('a clock that is ten years off', () => {
  it.each([
    ['ahead', YEARS],
    ['behind', -YEARS],
  ])('%s is named while the broker refuses, and everything goes out when it is right', async (_, off) => {
    agent.clockOff = off;
    await agent.make(2);
    await agent.start(here());
    await expect.poll(() => agent.current(), PATIENCE).toEqual(['broker-refuses', 'clock-wrong']);
    agent.clockOff = 0;
    await settled();
    await agent.stop();
    const findings = await agent.findings();
    expect(findings.filter(({ ended }) => ended === undefined)).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(['broker-refuses', 'clock-wrong']);
    await assertWhole(agent, network);
  });
});
