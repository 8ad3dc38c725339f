import { cryptoReady, leafOf, parseEnvelope, signingKey, toHex, verifyEnvelope } from '@fit4work/protocol';
import { expect } from 'vitest';
import { type Event, LiveAgent } from './live-agent.js';
import { type Deed, type Direction, MANIPULATIONS, type Manipulation, MutatingProxy } from './mutating-proxy.js';
import { Network } from './network.js';
import { Random } from './random.js';

/** Events by which an agent shows that it noticed: each names what was refused, sent again or ended. */
const NOTICES = [
  'noticed',
  'resent',
  'message-refused',
  'receipt-refused',
  'checkpoint-refused',
  'checkpoint-withheld',
  'broker-disconnected',
];

/** Quality 1 allows that the same comes twice, so it is an event and no finding; it shows a replay and nothing else. */
const REPEATED = ['receipt-repeated', 'checkpoint-repeated'];

/** A manipulation and by what it was noticed. */
export interface Entry extends Deed {
  readonly noticed: readonly Event[];
}

/**
 * An agent at work over a proxy that manipulates, one thing after the other, in a network of its own.
 *
 * @returns the ledger: what was done, and by what it was noticed
 * @throws when something was not noticed, or when in the end something is missing, double or out of its chain
 */
export async function struckAll({ seed, rounds }: { seed: number; rounds: number }): Promise<readonly Entry[]> {
  const random = new Random(seed);
  const network = await Network.start();
  const proxy = await MutatingProxy.start(network.brokerPort, random);
  const agent = await LiveAgent.enrol(network);
  try {
    await agent.start({ broker: proxy.port, log: network.logPort });
    const ledger: Entry[] = [];
    for (const order of orders(rounds, (limit) => random.below(limit))) ledger.push(await strike(agent, proxy, order));
    await agent.make(1);
    await agent.drain.settled(AbortSignal.timeout(60_000));
    await assertWhole(agent, network);
    return ledger;
  } finally {
    await agent.close();
    await proxy.close();
    await network.close();
  }
}

/** Every manipulation in both directions, some times over, in an order that the seed decides. */
function orders(rounds: number, below: (limit: number) => number): readonly [Manipulation, Direction][] {
  const all = Array.from({ length: rounds }, () =>
    MANIPULATIONS.flatMap((each): [Manipulation, Direction][] => [
      [each, 'up'],
      [each, 'down'],
    ]),
  ).flat();
  return all
    .map((order) => ({ order, at: below(1_000_000) }))
    .sort((a, b) => a.at - b.at)
    .map(({ order }) => order);
}

/** Lets the agent work while one thing is done to it, and waits until it is noticed. */
async function strike(agent: LiveAgent, proxy: MutatingProxy, order: [Manipulation, Direction]): Promise<Entry> {
  // Whatever the one before did is over: what is noticed from here on is due to this one.
  await agent.drain.settled(AbortSignal.timeout(60_000));
  const before = agent.events.length;
  const notices = order[0] === 'replay' ? [...NOTICES, ...REPEATED] : NOTICES;
  const struck = proxy.next(...order);
  // More than one message of each kind, so that there is something to exchange; as often as needed.
  const working = setInterval(() => void agent.make(2), 300);
  try {
    const deed = await struck;
    const noticed = (): readonly Event[] => agent.events.slice(before).filter(({ event }) => notices.includes(event));
    await expect.poll(() => noticed().length, { timeout: 20_000, message: JSON.stringify(deed) }).toBeGreaterThan(0);
    return { ...deed, noticed: noticed() };
  } finally {
    clearInterval(working);
    proxy.withheld = undefined;
  }
}

/** What has to be so when everything was left alone again. */
export async function assertWhole(agent: LiveAgent, network: Network): Promise<void> {
  await cryptoReady;
  const { envelopes, received, proven } = await agent.world.ports.outbox.counts();
  expect([received, proven]).toEqual([envelopes, envelopes]);
  const stored = network.stored(agent.identity.pseudonym);
  expect(stored.map(({ sequence }) => sequence)).toEqual(Array.from({ length: envelopes }, (_, i) => i + 1));
  let previous: Uint8Array = new Uint8Array(32);
  const inLog = new Map<string, number>();
  for (const leaf of await network.leaves()) inLog.set(leaf, (inLog.get(leaf) ?? 0) + 1);
  for (const { bytes } of stored) {
    const envelope = parseEnvelope(new Uint8Array(bytes));
    verifyEnvelope(envelope, signingKey(agent.identity.agentSeed).publicKey);
    expect(toHex(envelope.previous)).toBe(toHex(previous));
    previous = leafOf(new Uint8Array(bytes));
    expect(inLog.get(toHex(previous))).toBe(1);
  }
  expect([...inLog.values()].filter((count) => count > 1)).toEqual([]);
}
