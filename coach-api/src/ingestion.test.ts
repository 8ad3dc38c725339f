import { cryptoReady, fromHex, leafOf, toHex } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

const refusals = () =>
  desk.lines.flatMap((line) => {
    const { event, code } = JSON.parse(line);
    return event === 'message-refused' && code !== 'topic' ? [code] : [];
  });
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
    expect(refusals()).toEqual([]);
  });

  it('wait for a gap to be filled', async () => {
    const [first, second] = [ann.seal(DAY), ann.seal(DAY)];
    expect(await desk.publish(ann, 'envelope', second)).toMatchObject({ sequence: 0, leaf: new Uint8Array(32) });
    expect(refusals()).toEqual(['gap']);
    expect(await desk.publish(ann, 'envelope', first, second)).toMatchObject({ sequence: 2 });
  });

  it('are refused when they rewrite what is stored', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    const fork = new Employee(1);
    expect(await desk.publish(ann, 'envelope', fork.seal(DAY))).toMatchObject({ sequence: 1 });
    expect(refusals()).toEqual(['fork']);
  });

  it('are refused when they do not continue the chain', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    ann.leaf = new Uint8Array(32).fill(9);
    expect(await desk.publish(ann, 'envelope', ann.seal(DAY))).toMatchObject({ sequence: 1 });
    expect(refusals()).toEqual(['broken-chain']);
  });

  it('get no receipt when the signature, the person or the bytes are wrong', async () => {
    const sealed = ann.seal(DAY);
    const stranger = new Employee(2);
    expect(await desk.publish(ann, 'envelope', flip(sealed, sealed.length - 1))).toBeUndefined();
    expect(await desk.publish(stranger, 'envelope', stranger.seal(DAY))).toBeUndefined();
    expect(await desk.publish(stranger, 'envelope', sealed)).toBeUndefined();
    expect(await desk.publish(ann, 'envelope', new Uint8Array(10))).toBeUndefined();
    expect(refusals()).toEqual(['bad-signature', 'unknown-agent', 'wrong-pseudonym', 'malformed']);
    expect(await desk.publish(ann, 'envelope', sealed)).toMatchObject({ sequence: 1 });
  });

  it('do not stop one another: a bad one in the batch is refused alone', async () => {
    const [first, second] = [ann.seal(DAY), ann.seal(DAY)];
    expect(await desk.publish(ann, 'envelope', first, flip(second, 40), second)).toMatchObject({ sequence: 2 });
  });

  it('leave nothing of themselves in the log lines', async () => {
    await desk.publish(ann, 'envelope', flip(ann.seal(DAY), 40));
    expect(desk.lines.join()).not.toContain(ann.name);
  });
});

describe('consent and releases', () => {
  it('are confirmed by their leaves, once stored and whenever they come again', async () => {
    const { text, id } = ann.grant({});
    expect((await desk.publish(ann, 'consent', text))?.records.map(toHex)).toEqual([id]);
    const release = ann.release(fromHex(id), desk.boxKey, []);
    const leaves = [toHex(leafOf(release))];
    expect((await desk.publish(ann, 'release', release))?.records.map(toHex)).toEqual(leaves);
    await desk.stop();
    await desk.start();
    expect((await desk.publish(ann, 'release', release))?.records.map(toHex)).toEqual(leaves);
    expect((await desk.publish(ann, 'consent', text))?.records.map(toHex)).toEqual([id]);
    expect(refusals()).toEqual([]);
  });

  it('refuse a release without a grant that is alive, or for another recipient', async () => {
    const { text, id } = ann.grant({ expires: desk.now + 10 });
    await desk.publish(ann, 'release', ann.release(fromHex(id), desk.boxKey));
    await desk.publish(ann, 'consent', text);
    await desk.publish(ann, 'release', ann.release(fromHex(id), ann.vault.publicKey));
    desk.now += 10;
    await desk.publish(ann, 'release', ann.release(fromHex(id), desk.boxKey));
    expect(refusals()).toEqual(['unknown-grant', 'wrong-recipient', 'unknown-grant']);
  });

  it('refuse consent that somebody else signed or that is about somebody else', async () => {
    const bob = new Employee(2);
    expect(await desk.publish(ann, 'consent', bob.grant({}).text)).toBeUndefined();
    expect(await desk.publish(ann, 'consent', ann.grant({ pseudonym: bob.pseudonym }).text)).toBeUndefined();
    expect(refusals()).toEqual(['bad-signature', 'wrong-pseudonym']);
  });

  it('destroy the releases of a grant with its withdrawal, whatever its time says', async () => {
    await desk.publish(ann, 'envelope', ann.seal(DAY));
    const id = await desk.share(ann);
    const release = ann.release(fromHex(id), desk.boxKey);
    await desk.publish(ann, 'consent', ann.withdraw(id, desk.now + 1_000));
    expect(await desk.publish(ann, 'release', release)).toBeUndefined();
    expect(refusals()).toEqual(['unknown-grant']);
    await desk.summaries(ann, { until: '2026-05-01' });
    expect(desk.opened).toEqual([]);
  });
});
