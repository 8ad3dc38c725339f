import type { Sample } from '@fit4work/protocol';
import { expect } from 'vitest';
import { PATIENT } from '../src/core/drain-plan.js';
import { LiveAgent } from './live-agent.js';
import { MutatingProxy } from './mutating-proxy.js';
import { assertWhole } from './mutations.js';
import { freePort, Network } from './network.js';
import { Random } from './random.js';
import { DAY, dayBounds } from './vault-world.js';

const QUARTER = 900;
const STAGES = ['light', 'deep', 'rem', 'awake'] as const;

/** What was seen of a broker that was away. */
export interface Away {
  readonly envelopes: number;
  /** The most that the vault and everything beside it took, in MiB. */
  readonly mebibytes: number;
  /** From the moment on that the broker was there again, until everything was received and proven. */
  readonly seconds: number;
}

/** A sample a minute of each metric, asleep or not. */
function everyMinute(from: number, to: number): readonly Sample[] {
  const samples: Sample[] = [];
  for (let start = from; start < to; start += 60) {
    samples.push({ metric: 'steps', start, duration: 60, value: (start / 60) % 200 });
    samples.push({ metric: 'heart-rate', start, value: 50 + ((start / 60) % 90) });
    samples.push({ metric: 'sleep', start, duration: 60, stage: STAGES[((start / 600) % 4) | 0] ?? 'light' });
  }
  return samples;
}

/** Lives through hours without a broker, a quarter after the other as they would come, and then has one. */
export async function brokerAway(hours: number): Promise<Away> {
  const network = await Network.start();
  const agent = await LiveAgent.enrol(network);
  const port = await freePort();
  let broker: MutatingProxy | undefined;
  try {
    await agent.start({ broker: port, log: network.logPort }, PATIENT, 15_000);
    const begin = dayBounds(DAY).start;
    let [envelopes, bytes] = [0, 0];
    for (let from = begin; from < begin + hours * 3_600; from += QUARTER) {
      const batch = { ...agent.world.batchOf(from, from + QUARTER), samples: everyMinute(from, from + QUARTER) };
      envelopes += await agent.live(batch);
      bytes = Math.max(bytes, agent.size());
    }
    expect(await agent.world.ports.outbox.receivedUpTo()).toBe(0);
    const before = performance.now();
    broker = await MutatingProxy.start(network.brokerPort, new Random(1), port);
    await agent.drain.settled(AbortSignal.timeout(120_000));
    const seconds = (performance.now() - before) / 1000;
    await assertWhole(agent, network);
    return { envelopes, mebibytes: bytes / 2 ** 20, seconds };
  } finally {
    await agent.close();
    await broker?.close();
    await network.close();
  }
}
