import { civilDayBounds, cryptoReady, decodeSummary, fromHex, toHex } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Beginning, MemoryAgent, STEPS_OF_A_DAY } from '../../edge-agent/test/index.js';
import { type Bundle, bundlePage } from './browser-bundle.js';
import { type BrowserTab, openTab } from './browser-tab.js';
import { OtherEnd } from './other-end.js';
import { describeWith } from './requirement.js';

const ZONE = 'Europe/Brussels';
const DAY = '2026-05-03';
const NEXT = '2026-05-04';
const MINUTES = 36 * 60;
const { start } = civilDayBounds(DAY, ZONE);
const BEGINNING: Beginning = { now: start + MINUTES * 60, zone: ZONE, held: { from: start, minutes: MINUTES } };
/** A civil day and the half of one: 96 + 48 quarters, 24 + 12 hours, one day. */
const ENVELOPES = 181;

const GRANT = {
  coach: 'coach-1',
  scope: [{ metric: 'steps', granularities: ['day'] }],
  from: DAY,
  until: NEXT,
  expires: BEGINNING.now + 30 * 86_400,
  language: 'nl',
} as const;

type Verb = Exclude<keyof MemoryAgent, 'told'>;
type Answer<V extends Verb> = Awaited<ReturnType<MemoryAgent[V]>>;

/** An agent, wherever it runs. */
interface Place {
  readonly otherEnd: OtherEnd;
  call<V extends Verb>(verb: V, ...args: Parameters<MemoryAgent[V]>): Promise<Answer<V>>;
  close(): Promise<void>;
}

async function inNode(): Promise<Place> {
  await cryptoReady;
  const otherEnd: OtherEnd = new OtherEnd(BEGINNING.now, (topic, payload) => agent.told(topic, payload));
  const agent: MemoryAgent = new MemoryAgent(
    { hear: (topic, payload) => otherEnd.hear(topic, payload), tile: (path) => otherEnd.tile(path) },
    BEGINNING,
  );
  const call = (verb: Verb, ...args: readonly unknown[]): Promise<never> => Reflect.apply(agent[verb], agent, args);
  return { otherEnd, call, close: () => agent.close() };
}

let bundle: Bundle;
let tab: BrowserTab;

async function inChromium(): Promise<Place> {
  await cryptoReady;
  bundle = await bundlePage('edge-agent/test/browser/pipeline-page.ts');
  const call = (verb: string, ...args: readonly unknown[]): Promise<never> =>
    tab.page.evaluate(
      async ([name, given]) => {
        const { agent } = globalThis as unknown as { agent: Record<string, (...args: unknown[]) => Promise<never>> };
        return agent[name]?.(...given) ?? Promise.reject(new RangeError(name));
      },
      [verb, args] as const,
    );
  const otherEnd = new OtherEnd(BEGINNING.now, (topic, payload) => call('told', topic, payload));
  tab = await openTab(bundle.code, {
    hear: (topic: string, payload: string) => otherEnd.hear(topic, payload),
    tile: (path: string) => otherEnd.tile(path),
  });
  await tab.page.evaluate(async (beginning) => {
    const { begin } = globalThis as unknown as { begin: (given: unknown) => Promise<unknown> };
    Object.assign(globalThis, { agent: await begin(beginning) });
  }, BEGINNING);
  return { otherEnd, call, close: () => tab.close() };
}

/** One story, step after step: what is measured on the wrist is opened by a coach, and the employee sees that it was. */
function describePipeline(open: () => Promise<Place>): void {
  let place: Place;
  let grantId: string;
  beforeAll(async () => {
    place = await open();
  });
  afterAll(() => place?.close());

  it('makes keys of its own, and registers the public ones under a certificate', async () => {
    place.otherEnd.enrol(await place.call('enrol', place.otherEnd.invitation));
    expect((await place.call('status')).status).toMatchObject({ envelopes: 0, wearables: [], grants: [] });
  });

  it('agrees on a key with a band, reads it to its end and seals what it measured', async () => {
    await place.call('pair');
    await place.call('readOnce');
    await place.otherEnd.idle();
    const { envelopes } = place.otherEnd;
    expect(envelopes.map(({ sequence }) => sequence)).toEqual(Array.from({ length: ENVELOPES }, (_, at) => at + 1));
    const { status } = await place.call('status');
    expect(status).toMatchObject({
      samples: { steps: MINUTES, 'heart-rate': MINUTES, sleep: 12 * 60 },
      wearables: [{ family: 'huami', device: 'V1.0', battery: { percent: 66, charging: true } }],
    });
  });

  it('retires all of it by signed receipts and by proofs in a witnessed log', async () => {
    const { status, kept } = await place.call('status');
    expect(status).toMatchObject({ envelopes: ENVELOPES, receipts: ENVELOPES, anchored: ENVELOPES, recordsWaiting: 0 });
    expect(kept).toBe(0);
    const logged = new Set(place.otherEnd.log.leaves.map(toHex));
    expect(place.otherEnd.envelopes.filter(({ leaf }) => !logged.has(toHex(leaf)))).toEqual([]);
  });

  it('releases what is granted, and nothing else opens', async () => {
    grantId = await place.call('grant', GRANT);
    await place.otherEnd.idle();
    const { consents, envelopes, keys } = place.otherEnd;
    expect(consents).toHaveLength(1);
    expect(keys.map(({ day, metric, granularity }) => [day, metric, granularity])).toEqual([
      [DAY, 'steps', 'day'],
      [NEXT, 'steps', 'day'],
    ]);
    const [whole, ...others] = envelopes.filter(({ granularity }) => granularity === 'day');
    if (whole === undefined || others.length > 0) throw new Error('one day is whole');
    const summary = decodeSummary(place.otherEnd.open(whole, 'steps', DAY));
    expect(summary.values).toMatchObject({ total: STEPS_OF_A_DAY });
    expect(() => place.otherEnd.open(whole, 'sleep', DAY)).toThrow('No key');
  });

  it('shows a read of a coach with the proof that it verified itself', async () => {
    const read = { coach: GRANT.coach, purpose: 'weekly coaching', granularity: 'day', from: DAY, until: DAY } as const;
    const grants = [fromHex(grantId)];
    await place.otherEnd.read({ ...read, metrics: ['steps'], grants });
    const [shown, ...more] = (await place.call('reads')) as unknown[];
    expect(more).toEqual([]);
    expect(shown).toMatchObject({ coach: GRANT.coach, metrics: ['steps'], proof: { witnesses: 2 }, problems: [] });
  });

  it('listens to the band, through the loss of it and of the broker', async () => {
    await place.call('listen', 300);
    await place.call('settled');
    const { status, events, kept } = await place.call('status');
    const { samples } = status as { samples: { 'heart-rate': number } };
    expect(samples['heart-rate']).toBeGreaterThan(MINUTES + 40);
    expect(events).toEqual(expect.arrayContaining(['wearable-failed', 'broker-connected', 'synchronised']));
    expect(kept).toBe(0);
  });

  it('ends a grant, which the other end learns', async () => {
    await place.call('withdraw', grantId);
    await place.otherEnd.idle();
    expect(place.otherEnd.consents).toHaveLength(2);
    expect((await place.call('status')).status).toMatchObject({ grants: [], recordsWaiting: 0 });
    await place.call('close');
  });
}

describe('the pipeline in memory, in Node', () => describePipeline(inNode));

describeWith(['chromium'], 'the pipeline in memory, in Chromium', () => {
  describePipeline(inChromium);

  it('is made of the agent, the protocol and its libraries, with nothing in the place of Node', () => {
    expect(bundle.parts).toEqual([
      '@noble/hashes',
      '@scure/base',
      '@scure/bip39',
      'edge-agent/src',
      'edge-agent/test',
      'libsodium',
      'libsodium-wrappers',
      'protocol/dist',
    ]);
    // It looks whether it runs on Node before it asks for anything.
    expect(bundle.askNode).toEqual(['libsodium']);
  });

  it('asked nobody but its own server, and had nothing to complain of', () => {
    const { complaints, origin, requested } = tab;
    expect(requested.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
    expect(requested).toContain(`${origin}/page.js`);
    expect(complaints).toEqual([]);
  });
});

describe('what a build for a browser takes', () => {
  it('stands behind two doors of the agent: the pipeline, and each family of wearables', async () => {
    const { run, Drain, LogFollower } = await import('@fit4work/edge-agent/pipeline');
    expect([run, Drain, LogFollower].map((part) => typeof part)).toEqual(['function', 'function', 'function']);
    const { family } = await import('@fit4work/edge-agent/families/infinitime');
    expect(family.name).toBe('infinitime');
  });
});
