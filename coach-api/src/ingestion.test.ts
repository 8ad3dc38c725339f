import { cryptoReady, fromHex, keyIdOf, leafOf, seal, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flipBits, rowsOf } from './adapters/testing/raw-database.js';
import { Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
let desk: Desk;
let ann: Employee;
beforeEach(async () => {
  desk = await Desk.open();
  ann = new Employee(1);
  await desk.enrol(ann);
});
afterEach(() => desk.close());

const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

describe('envelopes', () => {
  it('are stored in sequence and confirmed by one signed receipt a batch', async () => {
    const before = desk.link.published.length;
    const receipt = await desk.publish(ann, 'envelope', ann.seal(DAY), ann.seal(DAY), ann.seal(DAY));
    expect(receipt).toMatchObject({ agent: 1, sequence: 3, records: [], time: desk.now });
    expect(toHex(receipt?.leaf ?? new Uint8Array())).toBe(toHex(ann.leaf));
    expect(desk.link.published.length - before).toBe(1);
  });

  it('are confirmed again when they come again, also after a restart, and stored once', async () => {
    const [first, second] = [ann.seal(DAY), ann.seal(DAY)];
    await desk.publish(ann, 'envelope', first, second);
    await desk.stop();
    await desk.start();
    expect(await desk.publish(ann, 'envelope', first)).toMatchObject({ sequence: 2 });
    expect(await desk.publish(ann, 'envelope', second, first, second)).toMatchObject({ sequence: 2 });
    expect(desk.refusals()).toEqual([]);
  });

  it('wait for a gap to be filled', async () => {
    const [first, second] = [ann.seal(DAY), ann.seal(DAY)];
    expect(await desk.publish(ann, 'envelope', second)).toMatchObject({ sequence: 0, leaf: new Uint8Array(32) });
    expect(desk.refusals()).toEqual(['gap']);
    expect(await desk.publish(ann, 'envelope', first, second)).toMatchObject({ sequence: 2 });
  });

  it('are refused when they rewrite what is stored', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    const fork = new Employee(1);
    expect(await desk.publish(ann, 'envelope', fork.seal(DAY))).toMatchObject({ sequence: 1 });
    expect(desk.refusals()).toEqual(['fork']);
  });

  it('that fork are kept as evidence, each once, the first 1,024 of an agent, and reported by their number alone', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    const first = new Employee(1).seal(DAY);
    await desk.publish(ann, 'envelope', first, first);
    expect(desk.lines).toContain('{"event":"agent-forked","count":2}');
    expect(rowsOf(desk.database, 'forks')).toEqual([
      expect.objectContaining({ pseudonym: ann.name, sequence: 1, time: desk.now, bytes: Buffer.from(first) }),
    ]);
    const more = Array.from({ length: 1_030 }, (_, i) =>
      new Employee(1).seal({ ...DAY, windowStart: DAY.windowStart + i + 1 }),
    );
    await desk.publish(ann, 'envelope', ...more);
    const kept = rowsOf(desk.database, 'forks');
    expect(kept.length).toBe(1_024);
    expect(kept[0]).toMatchObject({ leaf: Buffer.from(leafOf(first)) });
    expect(() => flipBits(desk.database, { table: 'forks' })).toThrow('append-only');
    const other = new Employee(2);
    await desk.enrol(other);
    await desk.publish(other, 'envelope', other.seal(DAY));
    await desk.publish(other, 'envelope', new Employee(2).seal(DAY));
    expect(rowsOf(desk.database, 'forks')[1_024]).toMatchObject({ pseudonym: other.name });
  });

  it('that are signed by nobody known are no evidence', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    const fork = new Employee(1).seal(DAY);
    await desk.publish(ann, 'envelope', flip(fork, fork.length - 1));
    expect(rowsOf(desk.database, 'forks')).toEqual([]);
  });

  it('are refused when they do not continue the chain', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    ann.leaf = new Uint8Array(32).fill(9);
    expect(await desk.publish(ann, 'envelope', ann.seal(DAY))).toMatchObject({ sequence: 1 });
    expect(desk.refusals()).toEqual(['broken-chain']);
  });

  it('get no receipt when the signature, the person or the bytes are wrong', async () => {
    const sealed = ann.seal(DAY);
    const stranger = new Employee(2);
    expect(await desk.publish(ann, 'envelope', flip(sealed, sealed.length - 1))).toBeUndefined();
    expect(await desk.publish(stranger, 'envelope', stranger.seal(DAY))).toBeUndefined();
    expect(await desk.publish(stranger, 'envelope', sealed)).toBeUndefined();
    expect(await desk.publish(ann, 'envelope', new Uint8Array(10))).toBeUndefined();
    expect(desk.refusals()).toEqual(['bad-signature', 'unknown-agent', 'wrong-pseudonym', 'malformed']);
    expect(await desk.publish(ann, 'envelope', sealed)).toMatchObject({ sequence: 1 });
  });

  it('do not stop one another: a bad one in the batch is refused alone', async () => {
    const [first, second] = [ann.seal(DAY), ann.seal(DAY)];
    expect(await desk.publish(ann, 'envelope', first, flip(second, 40), second)).toMatchObject({ sequence: 2 });
  });

  it('of two agents of one person are two chains, each with its receipt, and are read together', async () => {
    const phone = new Employee(1, 2);
    await desk.enrol(phone);
    expect(await desk.publish(ann, 'envelope', ann.seal(DAY))).toMatchObject({ agent: 1, sequence: 1 });
    const next = { ...DAY, day: '2026-05-02', windowStart: DAY.windowStart + 86_400 };
    expect(await desk.publish(phone, 'envelope', phone.seal(next))).toMatchObject({ agent: 2, sequence: 1 });
    const grant = fromHex(await desk.share(ann));
    await desk.publish(phone, 'release', phone.release(grant, desk.boxKey));
    const { body } = await desk.summaries(ann);
    expect(body.days.map(({ steps }: { steps?: unknown }) => steps)).toEqual([
      { total: 1_000, activeMinutes: 10 },
      { total: 1_000, activeMinutes: 10 },
    ]);
    expect(desk.refusals()).toEqual([]);
  });

  it('of two agents for one day count once: never the one that measured nothing, else by worn time, revision and number', async () => {
    const phone = new Employee(1, 2);
    await desk.enrol(phone);
    await desk.publish(phone, 'envelope', phone.seal({ ...DAY, steps: 222 }));
    await desk.publish(ann, 'envelope', ann.seal({ ...DAY, steps: 111 }));
    const grant = fromHex(await desk.share(ann));
    await desk.publish(phone, 'release', phone.release(grant, desk.boxKey));
    const total = async (): Promise<unknown> =>
      (await desk.summaries(ann, { metrics: 'steps' })).body.days[0].steps.total;
    expect(await total()).toBe(222);
    await desk.publish(ann, 'envelope', ann.seal({ ...DAY, steps: 333, revision: 1 }));
    await desk.publish(ann, 'release', ann.release(grant, desk.boxKey));
    expect(await total()).toBe(333);
    await desk.publish(phone, 'envelope', phone.seal({ ...DAY, steps: null, worn: 0, revision: 2 }));
    await desk.publish(phone, 'release', phone.release(grant, desk.boxKey));
    expect(await total()).toBe(333);
  });

  it('leave nothing of themselves in the log lines', async () => {
    await desk.publish(ann, 'envelope', flip(ann.seal(DAY), 40));
    expect(desk.lines.join()).not.toContain(ann.name);
  });
});

describe('consent and releases', () => {
  it('are confirmed by their leaves, once stored and whenever they come again', async () => {
    const { text, id } = ann.grant({});
    expect((await desk.publishConsent(ann, text))?.records.map(toHex)).toEqual([id]);
    const release = ann.release(fromHex(id), desk.boxKey, { keys: [] });
    const leaves = [toHex(leafOf(release))];
    expect((await desk.publish(ann, 'release', release))?.records.map(toHex)).toEqual(leaves);
    await desk.stop();
    await desk.start();
    expect((await desk.publish(ann, 'release', release))?.records.map(toHex)).toEqual(leaves);
    expect((await desk.publishConsent(ann, text))?.records.map(toHex)).toEqual([id]);
    expect(desk.refusals()).toEqual([]);
  });

  it('travel sealed: consent in the clear, for another or damaged is refused, and the batch goes on', async () => {
    const { text, id } = ann.grant({});
    const sealed = seal(text, desk.boxKey);
    expect(Buffer.from(sealed).includes('coach-1')).toBe(false);
    const foreign = seal(text, ann.vault.publicKey);
    const receipt = await desk.publish(ann, 'consent', text, foreign, flip(sealed, 50), new Uint8Array(20_000), sealed);
    expect(receipt?.records.map(toHex)).toEqual([id]);
    expect(desk.refusals()).toEqual(['decryption-failed', 'decryption-failed', 'decryption-failed', 'too-large']);
  });

  it('are one record, however often it is sealed', async () => {
    const { text, id } = ann.grant({});
    const receipt = await desk.publishConsent(ann, text, text);
    expect(receipt?.records.map(toHex)).toEqual([id]);
  });

  it('refuse a release without a grant that is alive, or for another recipient', async () => {
    const { text, id } = ann.grant({ expires: desk.now + 10 });
    await desk.publish(ann, 'release', ann.release(fromHex(id), desk.boxKey));
    await desk.publishConsent(ann, text);
    await desk.publish(ann, 'release', ann.release(fromHex(id), ann.vault.publicKey));
    desk.now += 10;
    await desk.publish(ann, 'release', ann.release(fromHex(id), desk.boxKey));
    expect(desk.refusals()).toEqual(['unknown-grant', 'wrong-recipient', 'unknown-grant']);
  });

  it('refuse a release until the consent that its agent knew is here as well', async () => {
    const other = ann.grant({ recipient: 'coach-2' });
    const { text, id } = ann.grant({ after: [other.id] });
    const release = ann.release(fromHex(id), desk.boxKey);
    const withdrawal = ann.withdraw(other.id, desk.now);
    const later = ann.release(fromHex(id), desk.boxKey, { consent: [leafOf(withdrawal)] });
    await desk.publishConsent(ann, text);
    await desk.publish(ann, 'release', release);
    await desk.publishConsent(ann, other.text);
    await desk.publish(ann, 'release', release, later);
    await desk.publishConsent(ann, withdrawal);
    await desk.publish(ann, 'release', later);
    expect(desk.refusals()).toEqual(['unknown-grant', 'unknown-grant']);
  });

  it('refuse a grant by which another coach API would be responsible', async () => {
    const { text } = ann.grant({ controller: keyIdOf(ann.identity.publicKey) });
    expect(await desk.publishConsent(ann, text)).toBeUndefined();
    expect(desk.refusals()).toEqual(['wrong-controller']);
    expect(await desk.publishConsent(ann, ann.grant({}).text)).toBeDefined();
  });

  it('refuse consent that somebody else signed or that is about somebody else', async () => {
    const bob = new Employee(2);
    expect(await desk.publishConsent(ann, bob.grant({}).text)).toBeUndefined();
    expect(await desk.publishConsent(ann, ann.grant({ pseudonym: bob.pseudonym }).text)).toBeUndefined();
    expect(desk.refusals()).toEqual(['bad-signature', 'wrong-pseudonym']);
  });

  it('destroy the releases of a grant with its withdrawal, whatever its time says', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    const id = await desk.share(ann);
    const release = ann.release(fromHex(id), desk.boxKey);
    await desk.publishConsent(ann, ann.withdraw(id, desk.now + 1_000));
    expect(await desk.publish(ann, 'release', release)).toBeUndefined();
    expect(desk.refusals()).toEqual(['unknown-grant']);
    await desk.summaries(ann, { until: '2026-05-01' });
    expect(desk.opened).toEqual([]);
  });
});
