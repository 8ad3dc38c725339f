import { setImmediate as tick } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { AnchorError } from '../error.js';
import { AuditDesk } from './audit-desk.js';
import type { Audit, AuditPorts } from './auditing.js';

const periodOf = (day: number) => ({ from: `2026-09-0${day}`, until: `2026-09-0${day}` });

/** Audits that are made when the test says so. */
class Work {
  now = 1_790_000_000;
  checkpoint: Uint8Array | undefined = Uint8Array.of(1);
  readonly begun: string[] = [];
  readonly #ends: ((error?: AnchorError) => void)[] = [];
  readonly desk: AuditDesk;
  readonly ports = { book: { newest: () => this.checkpoint }, clock: () => this.now } as unknown as AuditPorts;

  constructor(within = { turn: 60_000, count: 60_000 }) {
    this.desk = new AuditDesk((_, { from }) => {
      this.begun.push(from.slice(-1));
      const audit = { checkpoint: this.checkpoint, report: { made: this.now } } as Audit;
      return new Promise((resolve, reject) => {
        this.#ends.push((error) => (error === undefined ? resolve(audit) : reject(error)));
      });
    }, within);
  }

  ask(day: number, by = 'one'): Promise<Audit> {
    return this.desk.of(this.ports, periodOf(day), by);
  }

  /** Ends what is being made, once it is. */
  async end(error?: AnchorError): Promise<void> {
    await expect.poll(() => this.#ends.length, { interval: 1 }).toBe(1);
    this.#ends.shift()?.(error);
  }

  async made(day: number, by?: string): Promise<Audit> {
    const asked = this.ask(day, by);
    await this.end();
    return asked;
  }
}

let work: Work;
beforeEach(() => {
  work = new Work();
});

describe('the desk of audits', () => {
  it('makes one for all that ask for the same period at once, and gives it again while its checkpoint is the newest', async () => {
    const asked = [work.ask(1), work.ask(1, 'other'), work.ask(1, 'third')];
    await work.end();
    const [first, ...others] = await Promise.all(asked);
    for (const other of [...others, await work.ask(1)]) expect(other).toBe(first);
    expect(work.begun).toEqual(['1']);
    work.checkpoint = Uint8Array.of(2);
    expect(await work.made(1)).not.toBe(first);
  });

  it('keeps none for longer than a minute, nor under a clock that went back, nor for another checkpoint than the first', async () => {
    work.checkpoint = undefined;
    const first = await work.made(1);
    work.now += 59;
    expect(await work.ask(1)).toBe(first);
    work.now += 1;
    const second = await work.made(1);
    expect(second).not.toBe(first);
    work.now -= 1;
    await work.made(1);
    work.checkpoint = Uint8Array.of(1);
    await work.made(1);
    expect(work.begun).toEqual(['1', '1', '1', '1']);
  });

  it('makes one at a time, in the order in which they were asked for, also after one that failed', async () => {
    const asked = [work.ask(1), work.ask(2)];
    const failed = expect(asked[0]).rejects.toMatchObject({ code: 'source-failed' });
    await work.end(new AnchorError('source-failed', 'injected'));
    await failed;
    await work.end();
    await asked[1];
    expect(work.begun).toEqual(['1', '2']);
    await work.made(1);
    expect(work.begun).toEqual(['1', '2', '1']);
  });

  it('turns away a third period of one address and a 65th of all, and has room again when one is made', async () => {
    const asked = [work.ask(1), work.ask(2)];
    await expect(work.ask(3)).rejects.toMatchObject({ code: 'busy-audit' });
    await work.end();
    await work.end();
    for (let day = 3; day <= 66; day += 1) asked.push(work.ask(day, `other-${day}`));
    await expect(work.ask(67, 'another')).rejects.toMatchObject({ code: 'busy-audit' });
    asked.push(work.ask(66, 'another'));
    await work.end();
    await asked[2];
    asked.push(work.ask(67, 'another'));
    for (let i = 0; i < 64; i += 1) await work.end();
    await Promise.all(asked);
    expect(work.begun).toHaveLength(67);
  });

  it('takes one more in where a few addresses fill it, and theirs is next', async () => {
    const made = work.ask(1, 'address-0');
    const filling = Array.from({ length: 62 }, (_, i) => work.ask(i + 2, `address-${(i + 2) >> 1}`));
    filling.push(work.ask(64, 'address-0'));
    const outcomes = Promise.allSettled(filling);
    const asked = work.ask(65, 'one more');
    await work.end();
    await work.end();
    await Promise.all([made, asked]);
    for (let i = 0; i < 62; i += 1) await work.end();
    const refused = (await outcomes).filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject([{ reason: { code: 'busy-audit' } }]);
  });

  it('gives what is left of the time since the request to whoever had to wait for a turn', async () => {
    const left: (number | undefined)[] = [];
    let end = (): void => undefined;
    const desk = new AuditDesk(
      (_ports, _period, patienceMs) => {
        left.push(patienceMs);
        return new Promise((resolve) => {
          end = () => resolve({ report: { made: work.now } } as Audit);
        });
      },
      { turn: 60_000, count: 60_000 },
    );
    const asked = [1, 2].map((day) => desk.of(work.ports, periodOf(day), 'one'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    end();
    await asked[0];
    await expect.poll(() => left.length).toBe(2);
    end();
    await asked[1];
    const [first = 0, second = 0] = left;
    expect([first, second].map((ms) => ms <= 60_000)).toEqual([true, true]);
    expect(first - second).toBeGreaterThan(25);
  });

  it('tells whoever waits too long for a turn, makes nothing for them, and makes what was begun to its end', async () => {
    work = new Work({ turn: 20, count: 40 });
    const begun = work.ask(1);
    const late = [work.ask(2, 'two'), work.ask(3, 'three'), work.ask(2, 'four')];
    await Promise.all(late.map((one) => expect(one).rejects.toMatchObject({ code: 'busy-audit' })));
    await work.end();
    expect((await begun).report).toBeDefined();
    // Their room is free again, and what is asked once more is made.
    await work.made(2, 'two');
    expect(work.begun).toEqual(['1', '2']);
  });

  it('keeps sixteen, and forgets the one that was used least lately', async () => {
    const periods = Array.from({ length: 17 }, (_, i) => ({ from: `2026-09-${i}`, until: '' }));
    const isMade = async (i: number): Promise<boolean> => {
      const before = work.begun.length;
      const asked = work.desk.of(work.ports, periods[i] ?? periodOf(1), 'one');
      await tick();
      const made = work.begun.length > before;
      if (made) await work.end();
      await asked;
      return made;
    };
    for (let i = 0; i < 16; i += 1) expect(await isMade(i)).toBe(true);
    expect([await isMade(0), await isMade(16), await isMade(0), await isMade(1)]).toEqual([false, true, false, true]);
  });
});
