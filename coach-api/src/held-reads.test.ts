import { describe, expect, it } from 'vitest';
import type { ReadAsk } from './core/ask.js';
import { HeldReads, type ProvenRead } from './held-reads.js';

const ASK: ReadAsk = {
  ...{ coach: 'coach-1', pseudonym: 'aa', metrics: ['steps'], granularity: 'day' },
  ...{ from: '2026-05-01', until: '2026-05-02', purpose: 'talk' },
};
const readOf = (leaf: string, change: Partial<ProvenRead> = {}): ProvenRead => ({
  ...{ ...ASK, time: 1_000, grants: ['g'], leaf, record: new Uint8Array(300) },
  ...{ proof: { index: 0, size: 1, text: 'proof' }, ...change },
});
const WHEN = { grants: ['g'], now: 1_000 };

describe('reads that are held', () => {
  it('are so many at the most, and the oldest goes first', () => {
    const held = new HeldReads();
    for (let i = 0; i <= 4_096; i += 1) held.hold(readOf(String(i), { pseudonym: String(i) }));
    expect(held.size).toBe(4_096);
    expect(held.find({ ...ASK, pseudonym: '0' }, WHEN)).toBeUndefined();
    expect(held.find({ ...ASK, pseudonym: '1' }, WHEN)?.leaf).toBe('1');
  });

  it('have so many bytes at the most', () => {
    const held = new HeldReads();
    const record = new Uint8Array(1024 * 1024);
    for (let i = 0; i < 40; i += 1) held.hold(readOf(String(i), { record }));
    expect(held.size).toBe(15);
  });

  it('that are over go when the next one comes', () => {
    const held = new HeldReads();
    held.hold(readOf('old'));
    held.hold(readOf('new', { time: 1_900 }));
    expect(held.size).toBe(1);
  });

  it('are none any more once the log is not believed, or the service stops', () => {
    const held = new HeldReads();
    held.hold(readOf('one'));
    held.endAll();
    held.hold(readOf('two'));
    expect(held.size).toBe(0);
  });

  it('and whose opening is under way end then too', () => {
    const held = new HeldReads();
    const underWay = held.begin(ASK);
    expect(() => underWay.check()).not.toThrow();
    held.endAll();
    expect(() => underWay.check()).toThrow('the log is not believed any more, or the service stops');
  });

  it('count once, however often they are used', () => {
    const held = new HeldReads();
    for (let i = 0; i < 20; i += 1) held.hold(readOf('one', { record: new Uint8Array(1024 * 1024) }));
    expect(held.size).toBe(1);
    expect(held.find(ASK, WHEN)?.leaf).toBe('one');
  });

  it('cover nothing in another session of their coach, but in what the login was renewed to', () => {
    const held = new HeldReads();
    held.hold(readOf('one', { session: 'before' }));
    const found = (session: string | undefined) => held.find({ ...ASK, session }, WHEN)?.leaf;
    expect(['before', 'after', undefined].map(found)).toEqual(['one', undefined, undefined]);
    held.renewSession('before', 'after');
    expect(['before', 'after', undefined].map(found)).toEqual([undefined, 'one', undefined]);
    expect(held.size).toBe(1);
  });

  it('ends what is under way where another looks after its person by now', () => {
    const looking = { after: true };
    const held = new HeldReads(() => looking.after);
    const underWay = held.begin({ coach: 'coach-1', pseudonym: 'a' });
    underWay.check();
    looking.after = false;
    expect(() => underWay.check()).toThrow(expect.objectContaining({ code: 'not-held' }));
  });
});
