import {
  cryptoReady,
  erasedDigest,
  fromHex,
  leafOf,
  METRICS,
  openErasureCertificate,
  TOPICS,
  toHex,
  unseal,
} from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countRows, flipBits, rowsOf } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const FIRST: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const SECOND: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
});
afterEach(() => desk.close());

const certificates = () =>
  desk.down(ann, 'erasure').map((sealed) => openErasureCertificate(unseal(sealed, ann.vault), desk.signingKey));
const ERASED = METRICS.map(() => 'erased');
const THERE = METRICS.map(() => 'measured');
const days = async (): Promise<readonly unknown[]> =>
  (await desk.summaries(ann)).body.days.map(({ status }: { status: object }) => Object.values(status));
/** Bytes in the middle of a record, which stand nowhere else. */
const inside = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(400, 440)).toString('latin1');

describe('an erasure', () => {
  it('leaves of the envelopes of its days their place in the chain, and nothing in any file', async () => {
    const [first, second] = [ann.seal(FIRST), ann.seal(SECOND)];
    await desk.publish(ann, 'envelope', first, second);
    await desk.share(ann);
    expect(await desk.stored()).toContain(inside(first));
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    const stored = await desk.stored();
    expect([stored.includes(inside(first)), stored.includes(inside(second))]).toEqual([false, true]);
    expect(rowsOf(desk.database, 'envelopes')).toMatchObject([
      { sequence: 1, leaf: Buffer.from(leafOf(first)), bytes: Buffer.alloc(0), window_start: 0, granularity: '' },
      { sequence: 2, bytes: Buffer.from(second) },
    ]);
    expect(await days()).toEqual([ERASED, THERE]);
    expect(desk.lines.join()).not.toContain('damaged-envelope');
    expect(await desk.publish(ann, 'envelope', first, ann.seal(SECOND))).toMatchObject({ sequence: 3 });
    expect(desk.refusals()).toEqual([]);
  });

  it('of days that a coach may not see changes nothing of what that coach is told', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal(SECOND));
    const { text, id } = ann.grant({ from: SECOND.day, until: SECOND.day });
    await desk.publishConsent(ann, text);
    await desk.publish(ann, 'release', ann.release(fromHex(id), desk.boxKey));
    const told = async () => [
      (await desk.http('GET', '/v1/people', { token: 'coach-token' })).body,
      (await desk.summaries(ann)).body.days,
    ];
    const before = await told();
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(await told()).toEqual(before);
    expect(before[0].people).toMatchObject([{ pseudonym: ann.name }]);
  });

  it('is confirmed to every agent, and certified to the person with what was destroyed', async () => {
    const phone = new Employee(1, 2);
    await desk.enrol(phone);
    const sealed = [ann.seal(FIRST), ann.seal({ ...FIRST, revision: 1 }), ann.seal(SECOND)];
    await desk.publish(ann, 'envelope', ...sealed);
    const erasure = ann.erasure();
    const before = desk.link.published.length;
    expect((await desk.publishSealed(ann, 'erasure', erasure))?.records.map(toHex)).toEqual([toHex(leafOf(erasure))]);
    const receipts = desk.link.published
      .slice(before)
      .filter(({ topic }) => topic === TOPICS.down(ann.name, 'receipt'));
    expect(receipts.length).toBe(2);
    await expect.poll(certificates).toEqual([
      {
        ...{ pseudonym: ann.pseudonym, erasure: leafOf(erasure), envelopes: 2, time: desk.now },
        digest: erasedDigest(sealed.slice(0, 2).map(leafOf)),
        salt: expect.any(Uint8Array),
      },
    ]);
    const leaf = toHex(leafOf(unseal(desk.down(ann, 'erasure')[0] ?? new Uint8Array(), ann.vault)));
    const sent = () =>
      desk.link.published.filter(({ topic }) => topic === TOPICS.leaves).map(({ payload }) => toHex(payload));
    await expect.poll(() => sent().join()).toContain(leaf);
  });

  it('that comes again is confirmed again, and certified once, also after a restart', async () => {
    const erasure = ann.erasure();
    await desk.publishSealed(ann, 'erasure', erasure, erasure);
    await desk.stop();
    await desk.start();
    expect((await desk.publishSealed(ann, 'erasure', erasure))?.records.map(toHex)).toEqual([toHex(leafOf(erasure))]);
    await desk.settled();
    expect(rowsOf(desk.database, 'erasures').length).toBe(1);
    expect(new Set(certificates().map(({ salt }) => toHex(salt))).size).toBe(1);
  });

  it('stands: what comes later of its days is confirmed and not kept', async () => {
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    await desk.stop();
    await desk.start();
    const [late, next, keys] = [ann.seal(FIRST), ann.seal(SECOND), ann.keptKeys('2026-05-01')];
    expect(await desk.publish(ann, 'envelope', late, next)).toMatchObject({ sequence: 2 });
    expect((await desk.publish(ann, 'keys', keys))?.records.map(toHex)).toEqual([toHex(leafOf(keys))]);
    const stored = await desk.stored();
    expect([stored.includes(inside(late)), stored.includes(inside(next))]).toEqual([false, true]);
    expect(rowsOf(desk.database, 'kept_keys')).toEqual([]);
    expect(await desk.publish(ann, 'envelope', late)).toMatchObject({ sequence: 2 });
  });

  it('has what the same batch brought before it as well', async () => {
    const late = ann.seal(FIRST);
    const { inbox } = desk.link;
    await inbox?.message({ topic: TOPICS.up(ann.name, 'envelope'), payload: late });
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(await desk.stored()).not.toContain(inside(late));
    await expect.poll(() => certificates().map(({ envelopes }) => envelopes)).toEqual([1]);
  });

  it('destroys the kept keys of its days, and those alone', async () => {
    const [first, second] = [ann.keptKeys('2026-05-01'), ann.keptKeys('2026-05-02')];
    await desk.publish(ann, 'keys', first, second, ann.keptKeys('2026-05-01', 1));
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(rowsOf(desk.database, 'kept_keys')).toMatchObject([{ day: '2026-05-02' }]);
    expect(await desk.stored()).not.toContain(Buffer.from(first.subarray(200, 240)).toString('latin1'));
  });

  it('destroys a release that is damaged, since nobody can tell of which days its keys are', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    await desk.share(ann);
    flipBits(desk.database, { table: 'releases' });
    expect(countRows(desk.database, 'releases')).toBe(1);
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(countRows(desk.database, 'releases')).toBe(0);
  });

  it('takes its days out of the evidence of a fork, and leaves that there was one', async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST));
    const [fork, other] = [new Employee(1).seal(FIRST), new Employee(1).seal(SECOND)];
    await desk.publish(ann, 'envelope', fork, other);
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(await desk.stored()).not.toContain(inside(fork));
    const late = new Employee(1).seal({ ...FIRST, steps: 7 });
    await desk.publish(ann, 'envelope', late);
    expect(rowsOf(desk.database, 'forks')).toMatchObject([
      { leaf: Buffer.from(leafOf(fork)), bytes: Buffer.alloc(0) },
      { leaf: Buffer.from(leafOf(other)), bytes: Buffer.from(other) },
      { leaf: Buffer.from(leafOf(late)), bytes: Buffer.alloc(0) },
    ]);
    expect(() => flipBits(desk.database, { table: 'forks', where: 'length(bytes) > 0' })).toThrow('append-only');
  });

  it('of somebody else, or of an agent alone, or about somebody else destroys nothing', async () => {
    const [bob, sealed] = [new Employee(2), ann.seal(FIRST)];
    await desk.publish(ann, 'envelope', sealed);
    const stolen = new Employee(1);
    Object.assign(stolen, { identity: stolen.agent });
    for (const wrong of [bob.erasure(), stolen.erasure(), ann.erasure({ pseudonym: bob.pseudonym })]) {
      expect(await desk.publishSealed(ann, 'erasure', wrong)).toBeUndefined();
    }
    expect(await desk.publish(ann, 'erasure', ann.erasure())).toBeUndefined();
    expect(desk.refusals()).toEqual(['bad-signature', 'bad-signature', 'wrong-pseudonym', 'decryption-failed']);
    expect(await desk.stored()).toContain(inside(sealed));
  });
});

describe('a release with keys of erased days', () => {
  beforeEach(async () => {
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal(SECOND));
  });

  it('keeps the others alone, and what was in it of the erased days is in no file', async () => {
    const { text, id } = ann.grant({});
    await desk.publishConsent(ann, text);
    const whole = ann.release(fromHex(id), desk.boxKey);
    await desk.publish(ann, 'release', whole);
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(await desk.stored()).not.toContain(inside(whole));
    expect(await days()).toEqual([ERASED, THERE]);
    const opened = desk.opened.length;
    await desk.stop();
    await desk.start();
    expect(await days()).toEqual([ERASED, THERE]);
    expect(desk.opened.length).toBeGreaterThan(opened);
    expect((await desk.publish(ann, 'release', whole))?.records.map(toHex)).toEqual([toHex(leafOf(whole))]);
    expect(await desk.stored()).not.toContain(inside(whole));
  });

  it('and no others is gone', async () => {
    const keys = ann.keys.filter(({ day }) => day === '2026-05-01');
    const { text, id } = ann.grant({});
    await desk.publishConsent(ann, text);
    await desk.publish(ann, 'release', ann.release(fromHex(id), desk.boxKey, { keys }));
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    expect(rowsOf(desk.database, 'releases')).toEqual([]);
  });

  it('is narrowed as it comes where the erasure was first, and opened for nobody who erased nothing', async () => {
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    const { text, id } = ann.grant({});
    await desk.publishConsent(ann, text);
    const whole = ann.release(fromHex(id), desk.boxKey);
    expect((await desk.publish(ann, 'release', whole))?.records.map(toHex)).toEqual([toHex(leafOf(whole))]);
    expect(await desk.stored()).not.toContain(inside(whole));
    expect(await days()).toEqual([ERASED, THERE]);
    const bob = new Employee(2);
    await desk.enrol(bob);
    const opened = desk.opened.length;
    await desk.share(bob);
    expect(desk.opened.length).toBe(opened);
  });

  it('that was narrowed and then changed on the disk is not opened', async () => {
    await desk.share(ann);
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    flipBits(desk.database, { table: 'releases' });
    expect(await days()).toEqual([ERASED, METRICS.map(() => 'not-received')]);
    expect(desk.lines).toContain('{"event":"damaged-release","count":1}');
  });
});

it('a read that is under way when its days are erased gives nothing of them', async () => {
  // A busy machine may answer before the erasure is stored, which shows nothing: others ask then.
  for (const number of [11, 12, 13, 14, 15]) {
    ann = new Employee(number);
    await desk.enrol(ann);
    await desk.publish(ann, 'envelope', ann.seal(FIRST), ann.seal(SECOND));
    await desk.share(ann);
    const opening = desk.nextOpening();
    const reading = days();
    await opening;
    await desk.publishSealed(ann, 'erasure', ann.erasure());
    const [first, second] = await reading;
    expect(second).toEqual(THERE);
    if (JSON.stringify(first) !== JSON.stringify(THERE)) return expect(first).toEqual(ERASED);
  }
  expect.unreachable('every answer had what was erased while it was read');
});
