import { describe, expect, it } from 'vitest';
import { canonicalUuid } from '../src/core/uuid.js';
import { WearableError } from '../src/wearable-error.js';
import type { Batch, Family, Mark, Wearable } from '../src/wearable-port.js';
import { faultsOf } from './bounds.js';
import { Random } from './random.js';
import { failure, NOON, type Script, ScriptedLink, sessionAt, type Time } from './scripted-link.js';

const HOSTILE_ROUNDS = 60;
const SEED = 20_261_126;

interface Opened {
  readonly link: ScriptedLink;
  readonly wearable: Wearable;
  readonly time: Time;
}

/** What every driver owes to the agent, whichever wearable it speaks to. */
export function describeFamily(family: Family, newScript: () => Script): void {
  const open = async (script = newScript(), mark?: Mark): Promise<Opened> => {
    const link = new ScriptedLink(script);
    const time = { now: NOON };
    const wearable = await family.open(link, sessionAt(time, { key: script.key, mark }));
    return { link, wearable, time };
  };

  describe(`the family ${family.name}`, () => {
    it('says what it is', () => {
      expect(family.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(family.title.trim()).not.toBe('');
      expect(family.requires.length).toBeGreaterThan(0);
      expect(family.requires.map(canonicalUuid)).toEqual(family.requires);
      expect(family.advertises.length).toBeGreaterThan(0);
      expect(family.advertises.map(canonicalUuid)).toEqual(family.advertises);
      expect(family.agreeOnKey !== undefined).toBe(family.keyed);
      expect(newScript().uuids).toEqual(expect.arrayContaining([...family.requires]));
    });

    it('ends with an error of its own wherever the link breaks while it opens', async () => {
      const { link } = await open();
      expect(link.operations).toBeGreaterThan(0);
      for (let dies = 1; dies <= link.operations; dies++) {
        const script = newScript();
        const session = sessionAt({ now: NOON }, { key: script.key });
        expect(await failure(family.open(new ScriptedLink(script, dies), session))).toBe('link-lost');
      }
    });

    it('says what it is in texts that can be shown, and nothing where it cannot', async () => {
      const { link, wearable } = await open();
      for (const text of Object.values((await wearable.about?.()) ?? {})) expect(text).toMatch(/^\P{C}{1,64}$/u);
      link.lose();
      expect((await wearable.about?.()) ?? {}).toEqual({});
    });

    it('takes the link down when it is closed, and closes twice', async () => {
      const { link, wearable } = await open();
      await wearable.close();
      await wearable.close();
      expect(link.lifeline.ended?.code).toBe('closed');
    });

    describeHistory(family, open);
    describeLive(family, { open, newScript });

    it('answers hostile bytes with an error of its own, or with samples within their bounds', async () => {
      for (let round = 0; round < HOSTILE_ROUNDS; round++) {
        const faults = await meet(family, hostile(newScript(), new Random(SEED + round)));
        expect(faults).toEqual([]);
      }
    });
  });
}

type Open = (script?: Script, mark?: Mark) => Promise<Opened>;

function describeHistory(family: Family, open: Open): void {
  if (family.memory === 'none') {
    it('yields no history, for it has no memory', async () => {
      const { wearable } = await open();
      expect(await readAll(wearable)).toEqual([]);
    });
    return;
  }
  it('yields its history in order, within the bounds of each sample, and asks for each acknowledgement', async () => {
    const { wearable } = await open();
    const batches = await readAll(wearable);
    expect(batches.length).toBeGreaterThan(0);
    expect(batches.flatMap(({ samples }) => samples).length).toBeGreaterThan(0);
    expect(batches.flatMap(faultsOf)).toEqual([]);
    const again = (await open()).wearable.history(0)[Symbol.asyncIterator]();
    await again.next();
    expect(await failure(again.next())).toBe('unacknowledged');
  });

  it('refuses a second reader of the history, and acknowledges once', async () => {
    const { wearable, link } = await open();
    const history = wearable.history(0)[Symbol.asyncIterator]();
    const first = await history.next();
    expect(await failure(wearable.history(0)[Symbol.asyncIterator]().next())).toBe('unacknowledged');
    await first.value?.acknowledge();
    const operations = link.operations;
    await first.value?.acknowledge();
    expect(link.operations).toBe(operations);
  });

  it('ends with an error of its own wherever the link breaks while its history is read', async () => {
    const { link, wearable } = await open();
    const opened = link.operations;
    await readAll(wearable);
    for (let dies = opened + 1; dies <= link.operations; dies++) {
      const opened = await open();
      opened.link.diesAt = dies;
      expect(await failure(readAll(opened.wearable))).toBe('link-lost');
    }
  });
}

function describeLive(family: Family, { open, newScript }: { open: Open; newScript: () => Script }): void {
  const told = (batch: Batch | undefined): unknown =>
    batch && { from: batch.from, to: batch.to, samples: batch.samples, worn: batch.worn, mark: batch.mark };

  it('tells what it heard until that is acknowledged, and then no more of it', async () => {
    const script = newScript();
    const { link, wearable, time } = await open(script);
    for (let turn = 1; turn <= 5; turn++) {
      time.now += 10;
      script.tell(link.notify, turn);
    }
    time.now += 60;
    const batch = wearable.live(time.now);
    expect(batch?.samples.length).toBeGreaterThan(0);
    expect(batch && faultsOf(batch)).toEqual([]);
    expect(told(wearable.live(time.now))).toEqual(told(batch));
    await batch?.acknowledge();
    await batch?.acknowledge();
    expect(wearable.live(time.now)).toBeUndefined();
    expect(wearable.live(time.now + 1000)).toBeUndefined();
  });

  it('tells what it heard after the link is lost as well, and nothing of the time after', async () => {
    const script = newScript();
    const { link, wearable, time } = await open(script);
    for (let turn = 1; turn <= 3; turn++) {
      time.now += 10;
      script.tell(link.notify, turn);
    }
    link.lose();
    const lost = time.now;
    time.now += 3600;
    script.tell(link.notify, 4);
    const batch = wearable.live(time.now);
    expect(batch?.samples.length).toBeGreaterThan(0);
    expect(batch?.to).toBe(lost + 1);
    expect(batch && faultsOf(batch)).toEqual([]);
  });

  it('does not listen unless it is asked to', async () => {
    const script = newScript();
    const link = new ScriptedLink(script);
    const time = { now: NOON };
    const wearable = await family.open(link, sessionAt(time, { key: script.key, listen: false }));
    for (let turn = 1; turn <= 3; turn++) {
      time.now += 10;
      script.tell(link.notify, turn);
    }
    time.now += 60;
    expect(wearable.live(time.now)?.samples ?? []).toEqual([]);
  });
}

async function readAll(wearable: Wearable): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of wearable.history(0)) {
    batches.push(batch);
    await batch.acknowledge();
  }
  return batches;
}

/** The same wearable, but one thing in four that it says is wrong. */
function hostile(script: Script, random: Random): Script {
  const spoil = (value: Uint8Array): Uint8Array => {
    const way = random.below(12);
    if (way === 0) return random.bytes(random.below(40));
    if (way === 1) return value.subarray(0, random.below(value.length + 1));
    const spoiled = Uint8Array.from(value);
    if (way === 2) spoiled[random.below(spoiled.length)] = random.below(256);
    return spoiled;
  };
  return {
    uuids: script.uuids,
    ...(script.key && { key: script.key }),
    read: (uuid) => {
      const value = script.read(uuid);
      return value && spoil(value);
    },
    write: (uuid, value, notify) => script.write(uuid, value, (where, what) => notify(where, spoil(what))),
    tell: (notify, turn) => script.tell((uuid, value) => notify(uuid, spoil(value)), turn),
  };
}

/** Does with a wearable all that the agent may do; what it says wrong may end any of it, in one way only. */
async function meet(family: Family, script: Script): Promise<readonly string[]> {
  const time = { now: NOON };
  const link = new ScriptedLink(script);
  const faults: string[] = [];
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    await act().catch((error: unknown) => {
      if (!(error instanceof WearableError)) faults.push(String(error));
    });
  };
  await attempt(async () => {
    const session = sessionAt(time, { key: script.key, silenceMs: 4, mark: { counter: 100, at: NOON - 3600 } });
    const wearable = await family.open(link, session);
    await attempt(() => wearable.battery());
    await attempt(async () => {
      const texts = Object.values((await wearable.about?.()) ?? {});
      if (!texts.every((text) => /^\P{C}{1,64}$/u.test(text))) faults.push('a text that cannot be shown');
    });
    await attempt(async () => wearable.clock?.read());
    await attempt(async () => wearable.clock?.set(NOON));
    for (let turn = 1; turn <= 20; turn++) {
      time.now += 7;
      script.tell(link.notify, turn);
    }
    await attempt(async () => {
      for (const batch of await readAll(wearable)) faults.push(...faultsOf(batch));
    });
    time.now += 60;
    if (!Number.isInteger(wearable.refused ?? 0)) faults.push('no count of what was left out');
    const live = wearable.live(time.now);
    if (live) faults.push(...faultsOf(live));
    await wearable.close();
  });
  return faults;
}
