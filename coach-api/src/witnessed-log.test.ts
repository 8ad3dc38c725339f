import {
  cryptoReady,
  LogView,
  leafOf,
  parsePolicy,
  parseProof,
  pinPolicy,
  toHex,
  utf8,
  verifyProof,
} from '@fit4work/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { Anchoring } from './anchoring.js';
import { CoachError } from './error.js';
import type { LogState } from './log-port.js';
import type { Unanchored } from './ports.js';
import { MemoryLog } from './testing/memory-log.js';
import { WitnessedLog } from './witnessed-log.js';

await cryptoReady;
const leaf = (n: number): Uint8Array => leafOf(utf8(`leaf ${n}`));
const some = (count: number, from = 0): Uint8Array[] => Array.from({ length: count }, (_, i) => leaf(from + i));

let memory: MemoryLog;
let saved: LogState | undefined;
let sent: string[];
let lines: string[];
let grown: number;
let distrusted: number;
/** Whether the log serves nothing any more. */
let gone: boolean;
let disk: Error | undefined; // why nothing can be stored
beforeEach(() => {
  memory = new MemoryLog();
  saved = undefined;
  sent = [];
  lines = [];
  grown = 0;
  distrusted = 0;
  gone = false;
  disk = undefined;
});

function follow(): WitnessedLog {
  const line = (event: string, fields?: object): void => void lines.push(JSON.stringify({ event, ...fields }));
  const configured = memory.policy;
  const pinned = pinPolicy(saved?.followed?.to ?? configured);
  return new WitnessedLog({
    view: new LogView({
      policy: pinned.policy,
      read: async (path) => (gone ? undefined : memory.read(path)),
      state: saved?.checkpoint,
    }),
    ...{ pinned, configured, clock: { now: () => 1_780_000_000 } },
    read: memory.read,
    state: {
      load: async () => saved,
      save: async (state) => {
        if (disk !== undefined) throw disk;
        saved = state;
      },
    },
    leaves: { send: (sending) => void sent.push(toHex(sending)) },
    logger: { info: line, warn: line, error: line },
    onDistrusted: () => {
      distrusted += 1;
    },
    onGrown: () => {
      grown += 1;
    },
  });
}

const untilGrown = (times: number) => expect.poll(() => grown).toBe(times);

describe('the witnessed log', () => {
  it('hands a leaf to the anchor and gives a proof that anybody can verify', async () => {
    const log = follow();
    const waiting = log.prove(leaf(5), 5_000);
    expect(sent).toEqual([toHex(leaf(5))]);
    log.offer(memory.append(...some(300)));
    const proof = await waiting;
    expect(proof).toMatchObject({ index: 5, size: 300 });
    const { checkpoint } = verifyProof(parseProof(utf8(proof.text)), leaf(5), parsePolicy(memory.policy));
    expect(checkpoint.size).toBe(300);
    await untilGrown(1);
  });

  it('lets many reads share one batch', async () => {
    const log = follow();
    const waiting = Promise.all(some(50).map((each) => log.prove(each, 5_000)));
    log.offer(memory.append(...some(50)));
    expect((await waiting).map(({ index }) => index)).toEqual(some(50).map((_, i) => i));
    expect(grown).toBe(1);
  });

  it('answers at once for a leaf that it saw already', async () => {
    const log = follow();
    log.offer(memory.append(...some(3)));
    await untilGrown(1);
    expect((await log.prove(leaf(2), 1)).index).toBe(2);
    expect(sent).toEqual([]);
  });

  it('says whether a leaf stands at a place, and says nothing while it cannot tell', async () => {
    const log = follow();
    await expect(log.holds(leaf(5), 5)).rejects.toMatchObject({ code: 'log-unavailable' });
    log.offer(memory.append(...some(300)));
    await untilGrown(1);
    expect(await log.holds(leaf(5), 5)).toBe(true);
    expect(await log.holds(leaf(5), 6)).toBe(false);
    expect(await log.holds(leaf(5), 300)).toBe(false);
    log.offer(memory.append(...some(1, 300)));
    await untilGrown(2);
    gone = true;
    await expect(log.holds(leaf(5), 5)).rejects.toMatchObject({ code: 'log-unavailable' });
  });

  it('gives up after the time, and says that nothing was opened', async () => {
    const log = follow();
    await expect(log.prove(leaf(1), 20)).rejects.toMatchObject({ code: 'not-proven' });
    log.offer(memory.append(leaf(1)));
    await untilGrown(1);
    expect((await log.prove(leaf(1), 1)).index).toBe(0);
  });

  it.each([
    ['there is no room', new CoachError('store-unavailable', 'full'), 'store-unavailable'],
    ['something else is wrong', new TypeError('a fault'), 'unknown'],
  ])(
    'proves nothing by a checkpoint that it could not store as %s, and goes on when it can',
    async (_title, why, code) => {
      const log = follow();
      log.offer(memory.append(...some(3)));
      await untilGrown(1);
      const before = saved?.checkpoint;
      disk = why;
      log.offer(memory.append(...some(3, 3)));
      await expect.poll(() => lines).toContain(JSON.stringify({ event: 'log-not-followed', code }));
      await expect(log.prove(leaf(2), 1)).rejects.toBe(why);
      expect([saved?.checkpoint, grown]).toEqual([before, 1]);
      disk = undefined;
      await log.poll();
      await untilGrown(2);
      expect(saved?.checkpoint).not.toBe(before);
      expect((await log.prove(leaf(4), 1)).index).toBe(4);
    },
  );

  it('follows the log to a new key, and is there after a restart', async () => {
    const configured = memory.policy;
    const log = follow();
    log.offer(memory.append(...some(3)));
    await untilGrown(1);
    expect(saved?.followed).toBeUndefined();
    log.offer(memory.rotate());
    await untilGrown(2);
    expect(saved?.followed).toEqual({ from: configured, to: memory.policy });
    const pinned = pinPolicy(memory.policy);
    const view = new LogView({ policy: pinned.policy, read: memory.read, state: saved?.checkpoint });
    expect(view.size).toBe(4);
    log.offer(memory.append(...some(2, 3)));
    await untilGrown(3);
    expect((await log.prove(leaf(4), 5_000)).size).toBe(6);
  });

  it('refuses a new key that the old one did not sign, and says so', async () => {
    const log = follow();
    log.offer(memory.append(...some(3)));
    await untilGrown(1);
    log.offer(memory.rotate('new'));
    await expect.poll(() => lines.join()).toContain('refused-statement');
    expect(log.size).toBe(3);
    expect(saved?.followed).toBeUndefined();
  });

  it('learns by asking when no message comes', async () => {
    const log = follow();
    memory.append(...some(2));
    await log.poll();
    await untilGrown(1);
    expect(log.ready).toBe(true);
  });

  it('does not go back, also across a restart', async () => {
    const log = follow();
    const old = memory.append(...some(3));
    memory.append(...some(4, 3));
    log.offer(memory.served);
    await untilGrown(1);
    const again = follow();
    expect([again.size, again.ready]).toEqual([7, true]);
    again.offer(old);
    await expect.poll(() => lines).toContain('{"event":"log-not-followed","code":"rollback"}');
    expect(again.size).toBe(7);
  });

  it('believes nothing any more of a log that rewrote what it said, and opens nothing', async () => {
    follow().offer(memory.append(...some(3)));
    await untilGrown(1);
    memory = new MemoryLog();
    memory.append(...some(5, 100));
    const log = follow();
    const waiting = log.prove(leaf(100), 5_000);
    log.offer(memory.served);
    await expect(waiting).rejects.toMatchObject({ code: 'log-distrusted' });
    await expect(log.prove(leaf(101), 5_000)).rejects.toMatchObject({ code: 'log-distrusted' });
    expect(log.ready).toBe(false);
    expect(lines).toContain('{"event":"log-forked","code":"fork"}');
    expect(distrusted).toBe(1);
  });

  it('refuses a checkpoint that is not one, and goes on', async () => {
    const log = follow();
    log.offer(utf8('nonsense'));
    await expect.poll(() => lines).toContain('{"event":"log-not-followed","code":"malformed-note"}');
    log.offer(memory.append(leaf(1)));
    await untilGrown(1);
  });
});

describe('anchoring in the background', () => {
  function anchor(log: WitnessedLog, leaves: readonly Uint8Array[]) {
    const rows = new Map<number, Unanchored>(leaves.map((each, id) => [id + 1, { id: id + 1, leaf: toHex(each) }]));
    const state = { now: 0, anchored: new Map<number, number>(), rows, looks: [] as number[] };
    const anchoring = new Anchoring({
      records: {
        unanchored: async (after: number, limit: number) => {
          state.looks.push(after);
          return [...rows.values()].filter(({ id }) => id > after && !state.anchored.has(id)).slice(0, limit);
        },
        markAnchored: async (found: readonly { id: number; index: number }[]) => {
          for (const { id, index } of found) state.anchored.set(id, index);
        },
      },
      log,
      logger: { info: () => undefined, warn: () => undefined, error: (event) => void lines.push(event) },
      clock: { now: () => state.now },
    });
    return { anchoring, state };
  }

  it('proves what the log has and leaves the rest for later', async () => {
    const log = follow();
    log.offer(memory.append(...some(600)));
    await untilGrown(1);
    const { anchoring, state } = anchor(log, some(610));
    anchoring.grown();
    await anchoring.settled();
    expect(state.anchored.size).toBe(600);
    log.offer(memory.append(...some(10, 600)));
    await untilGrown(2);
    anchoring.grown();
    await anchoring.settled();
    expect(state.anchored.get(610)).toBe(609);
  });

  it('looks at what was stored since alone, until the log grows', async () => {
    const log = follow();
    log.offer(memory.append(...some(20)));
    await untilGrown(1);
    const { anchoring, state } = anchor(log, some(40));
    anchoring.wake();
    await anchoring.settled();
    expect(state.anchored.size).toBe(20);
    state.looks.length = 0;
    state.rows.set(41, { id: 41, leaf: toHex(leaf(5)) });
    anchoring.wake();
    await anchoring.settled();
    expect(state.looks).toEqual([40, 41]);
    expect(state.anchored.get(41)).toBe(5);
    log.offer(memory.append(...some(20, 20)));
    await untilGrown(2);
    anchoring.grown();
    await anchoring.settled();
    expect(state.anchored.size).toBe(41);
  });

  it('searches the whole log for what it did not see lately, now and then', async () => {
    const log = follow();
    log.offer(memory.append(...some(20)));
    await untilGrown(1);
    const { anchoring, state } = anchor(
      {
        recentIndexOf: () => undefined,
        isProven: log.isProven.bind(log),
        search: log.search.bind(log),
      } as unknown as WitnessedLog,
      some(20),
    );
    anchoring.grown();
    await anchoring.settled();
    expect(state.anchored.size).toBe(0);
    state.now = 61;
    anchoring.grown();
    await anchoring.settled();
    expect(state.anchored.size).toBe(20);
    expect(lines).toEqual([]);
  });
});
