import { cryptoReady, signingKey, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMON, DISTRICTS } from '../core/districts.js';
import type { Incoming } from '../core/incoming.js';
import { PeerMarks } from '../core/peer-marks.js';
import type { District } from '../district.js';
import { CoachError } from '../error.js';
import { Service, type ServiceOptions } from '../service.js';
import { MemoryLeaseRows, MemoryLeases } from '../testing/memory-leases.js';
import { Holdings } from './holdings.js';
import type { Holding } from './ports.js';

await cryptoReady;
const marks = new PeerMarks(signingKey(new Uint8Array(32).fill(1)));
const ANN = `0${'1'.repeat(31)}`;

/** A district that takes note of what it is told. */
class Noted {
  readonly messages: Incoming[] = [];
  readonly work = {
    honoursUnstored: false,
    connected: () => {},
    message: async (incoming: Incoming) => void this.messages.push(incoming),
    drain: async () => {},
    stop: async () => void this.ended.push('stopped'),
    close: async () => void this.ended.push('closed'),
  };
  readonly ended: string[] = [];

  constructor(readonly holding: Holding) {}
}

function promiseOf() {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

describe('the districts of one of several', () => {
  let rows: MemoryLeaseRows;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
    rows = new MemoryLeaseRows();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function one(holder: string, opening: (name: string) => Promise<void> = async () => {}) {
    const table = new MemoryLeases(rows, holder);
    const opened: Noted[] = [];
    const link = { connected: true };
    const lines: string[] = [];
    const line = (event: string): void => void lines.push(event);
    const holdings = new Holdings({
      ...{ table, marks, newest: async () => 40 },
      ...{ isConnected: () => link.connected, logger: { info: line, warn: line, error: line } },
      open: async (holding) => {
        const noted = new Noted(holding);
        opened.push(noted);
        await opening(holding.name);
        return noted as unknown as District;
      },
    });
    holdings.start(`http://${holder}`);
    const service = new Service({ districts: holdings } as unknown as ServiceOptions);
    /** All that of one district was told to whoever looked after it here, each time that it was taken. */
    const heardOf = (name: string) =>
      opened.filter(({ holding }) => holding.name === name).map(({ messages }) => messages);
    return { holdings, table, opened, link, lines, inbox: service.inbox, heardOf };
  }
  const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1_000);

  it('are all of them where nobody else is, and a fair share where others are', async () => {
    const a = one('a');
    await seconds(1);
    expect(a.holdings.names).toEqual([...DISTRICTS].sort());
    const b = one('b');
    await seconds(3);
    expect([a.holdings.names.length, b.holdings.names.length].sort()).toEqual([8, 9]);
    expect([...a.holdings.names, ...b.holdings.names].sort()).toEqual([...DISTRICTS].sort());
    const [lost] = b.holdings.names;
    expect(a.holdings.whereIs(lost ?? '')).toEqual({ address: 'http://b' });
    expect(a.holdings.others).toEqual(['http://b']);
    expect(a.opened.filter(({ ended }) => ended.join() === 'stopped,closed')).toHaveLength(8);
    await b.holdings.stop();
    await seconds(2);
    expect(a.holdings.names).toHaveLength(17);
  });

  const letsIn = ({ holdings }: ReturnType<typeof one>): boolean => {
    try {
      holdings.requireReplayed();
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'not-held' });
      return false;
    }
  };

  it('are taken once it is known who is let in no more, and nobody is let in before all of them are', async () => {
    const done = promiseOf();
    const last = promiseOf();
    const opening = async (name: string) => (name === COMMON ? done.promise : name === 'f' ? last.promise : undefined);
    const [a, b] = [one('a', opening), one('b', opening)];
    await seconds(3);
    const opened = () => [...a.opened, ...b.opened].map(({ holding }) => holding.name);
    expect([opened(), letsIn(a), letsIn(b)]).toEqual([[COMMON], false, false]);
    done.resolve();
    await seconds(3);
    expect([letsIn(a), letsIn(b)]).toEqual([false, false]);
    last.resolve();
    await seconds(2);
    expect([letsIn(a), letsIn(b)]).toEqual([true, true]);
  });

  it('are taken by nobody while the journal of who is let in no more is damaged, whatever a copy says of its epoch', async () => {
    for (const row of rows.leases.values()) Object.assign(row, { epoch: 3, replayed: 3 });
    const a = one('a', async () => Promise.reject(new CoachError('bad-config', 'The journal is damaged.')));
    await seconds(5);
    expect([new Set(a.opened.map(({ holding }) => holding.name)), letsIn(a)]).toEqual([new Set([COMMON]), false]);
  });

  it.each(['is known by its journals', 'is noticed where it is held'])(
    'let nobody in any more of a database that goes back meanwhile, which %s',
    async (how) => {
      const a = one('a', async (name) => {
        if (isOver && name === COMMON) throw new CoachError('bad-config', 'The journal is damaged.');
      });
      let isOver = false;
      await seconds(2);
      expect(letsIn(a)).toBe(true);
      isOver = true;
      const back = how === 'is known by its journals' ? { holder: '', until: -Infinity } : {};
      for (const row of rows.leases.values()) Object.assign(row, { epoch: 2, replayed: 2, ...back });
      await seconds(2);
      expect([letsIn(a), a.holdings.names]).toEqual([false, []]);
    },
  );

  it('are ended before they can have run out, while the database is away, and nobody in them is answered', async () => {
    const a = one('a');
    await seconds(1);
    const [holding] = a.opened.map((each) => each.holding);
    expect(a.holdings.of(ANN)).toBeDefined();
    a.table.away = true;
    await seconds(2);
    expect(() => a.holdings.of(ANN)).not.toThrow();
    await seconds(1);
    expect(() => a.holdings.of(ANN)).toThrow(expect.objectContaining({ code: 'not-held' }));
    expect(holding?.isHeld()).toBe(false);
    expect(a.holdings.held).toEqual([]);
    expect(a.lines).toContain('leases-not-renewed');
    a.table.away = false;
    await seconds(3);
    expect(a.holdings.names).toHaveLength(17);
  });

  it('are not answered by one that was paused, from its first instant on', async () => {
    const a = one('a');
    await seconds(1);
    const start = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(start + 10_000);
    expect(() => a.holdings.of(ANN)).toThrow(expect.objectContaining({ code: 'not-held' }));
    expect(a.opened.some(({ holding }) => holding.isHeld())).toBe(false);
    vi.restoreAllMocks();
  });

  it('are left to others by one that is cut off from the broker, and answered by it from that instant on no more', async () => {
    const [a, b] = [one('a'), one('b')];
    await seconds(3);
    a.link.connected = false;
    for (const noted of a.opened) expect(noted.holding.isHeld()).toBe(false);
    expect(a.holdings.names).toEqual([]);
    await seconds(5);
    expect(b.holdings.names).toHaveLength(17);
    expect(a.holdings.held).toEqual([]);
    expect(DISTRICTS.map((district) => a.holdings.whereIs(district))).toEqual(
      DISTRICTS.map(() => ({ address: 'http://b' })),
    );
    a.link.connected = true;
    await seconds(3);
    expect(a.holdings.names.length).toBeGreaterThanOrEqual(8);
  });

  it('begin with what came while nobody looked after their people', async () => {
    const [a, b] = [one('a'), one('b')];
    await seconds(3);
    const incoming = { topic: 'a withdrawal', payload: new Uint8Array(1) };
    const [holder, other] = a.holdings.find(ANN) === undefined ? [b, a] : [a, b];
    holder.table.away = true;
    other.holdings.overhear(ANN, incoming);
    await seconds(6);
    const taken = other.opened.find(({ holding }) => holding.name === '0' && holding.isHeld());
    expect(taken?.messages).toEqual([incoming]);
  });

  const withdrawal = { topic: TOPICS.up(ANN, 'consent'), payload: new Uint8Array(1) };
  const envelope = { topic: TOPICS.up(ANN, 'envelope'), payload: new Uint8Array(1) };

  it('begin with what ended something while the same one held them before, and could not be stored', async () => {
    const a = one('a');
    await seconds(1);
    a.inbox.message(envelope);
    a.inbox.message(withdrawal);
    a.table.away = true;
    await seconds(4);
    expect(a.holdings.held).toEqual([]);
    a.table.away = false;
    await seconds(3);
    // What was measured its agent sends again; nothing is read meanwhile that should not be.
    expect(a.heardOf('0')).toEqual([[envelope, withdrawal], [withdrawal]]);
  });

  it('begin with what came meanwhile, also where they were lost again before it was stored', async () => {
    const stored = promiseOf();
    let isSlow = false;
    const a = one('a', async (name) => {
      const work = a.opened.at(-1)?.work;
      if (isSlow && name === '0' && work !== undefined) work.drain = () => stored.promise;
    });
    await seconds(1);
    a.table.away = true;
    await seconds(4);
    a.inbox.message(withdrawal);
    isSlow = true;
    a.table.away = false;
    await seconds(2);
    a.table.away = true;
    await seconds(4);
    stored.resolve();
    isSlow = false;
    a.table.away = false;
    await seconds(3);
    expect(a.heardOf('0')).toEqual([[], [withdrawal], [withdrawal]]);
  });

  it('are not given back while what they honour is not stored, but others are, and they are once it is', async () => {
    const a = one('a');
    await seconds(1);
    const last = [...DISTRICTS].slice(9);
    for (const { holding, work } of a.opened) work.honoursUnstored = last.includes(holding.name);
    const b = one('b');
    await seconds(4);
    expect([a.holdings.names.length, b.holdings.names.length]).toEqual([9, 8]);
    expect(a.holdings.names).toEqual(expect.arrayContaining(last));
    for (const { work } of a.opened) work.honoursUnstored = true;
    one('c');
    await seconds(4);
    expect(a.holdings.names).toHaveLength(9);
    for (const { work } of a.opened) work.honoursUnstored = false;
    await seconds(4);
    expect(a.holdings.names).toHaveLength(6);
  });

  it('that ran out are not for those who have just begun to hear, as long as there are several', async () => {
    const [a, b, dying] = [one('a'), one('b'), one('c')];
    await seconds(4);
    dying.table.away = true;
    for (const { holdings } of [a, b]) holdings.connected(false);
    const looked = () => [...a.holdings.names, ...b.holdings.names].sort();
    const before = looked();
    expect(before.length).toBeLessThan(17);
    await seconds(5);
    expect(looked()).toEqual(before);
    await seconds(3);
    expect(looked()).toEqual([...DISTRICTS].sort());
  });

  it('count at an address only with the mark of who listens there', async () => {
    const a = one('a');
    await seconds(1);
    rows.living.set('thief', { address: 'http://thief', until: Infinity });
    await seconds(1);
    expect(a.holdings.others).toEqual([]);
  });
});
