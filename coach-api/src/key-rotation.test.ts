import { cryptoReady, followRotations, fromBase64Url, leafOf, placeInRotations, TOPICS } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newKeys } from './adapters/new-keys.js';
import { rotated } from './core/rotated-keys.js';
import { COACH, Desk } from './testing/desk.js';
import { type DayToSeal, Employee } from './testing/employee.js';

await cryptoReady;
const DAY: DayToSeal = { day: '2026-05-01', windowStart: 1_777_586_400, granularity: 'day' };
const NEXT: DayToSeal = { day: '2026-05-02', windowStart: 1_777_672_800, granularity: 'day' };
let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});
afterEach(() => desk.close());

async function rotate(withSigningKey: boolean): Promise<void> {
  await desk.stop();
  await desk.changeKeys((secrets) => rotated(secrets, newKeys(desk.now, withSigningKey)));
  desk.link.connected = true;
  await desk.start();
}

/** What agents are shown, and whither it leads from the keys that they pinned. */
async function shown(pinned: { readonly signingKey: Uint8Array; readonly boxKey: Uint8Array }) {
  const { status, body } = await desk.http('GET', '/v1/jwks.json');
  const list: readonly Uint8Array[] = body.f4w_rotations.map((text: string) => fromBase64Url(text));
  const place = placeInRotations(pinned, list);
  return { status, list, keys: body.keys, newest: followRotations(place, list.slice(place.rotation)) };
}

describe('the keys of this service', () => {
  it('are told to anybody, with the statements that lead to them from those that were pinned', async () => {
    const pinned = { signingKey: desk.signingKey, boxKey: desk.boxKey };
    expect(await shown(pinned)).toMatchObject({ status: 200, list: [], newest: pinned });
    await rotate(false);
    await rotate(true);
    const { list, keys, newest } = await shown(pinned);
    expect(list).toHaveLength(2);
    expect(newest.signingKey).not.toEqual(pinned.signingKey);
    expect(newest.boxKey).toEqual(desk.boxKey);
    const xOf = ({ x }: { x: string }) => fromBase64Url(x);
    expect(keys.map(xOf)).toEqual([newest.signingKey, pinned.signingKey, desk.boxKey]);
    expect(keys.map(({ crv, use }: { crv: string; use: string }) => `${crv} ${use}`)).toEqual([
      ...['Ed25519 sig', 'Ed25519 sig', 'X25519 enc'],
    ]);
    expect(new Set(keys.map(({ kid }: { kid: string }) => kid)).size).toBe(3);
  });

  it('are in the log: the leaf of the newest statement, which names all before it', async () => {
    await rotate(false);
    await rotate(false);
    const { list } = await shown({ signingKey: desk.signingKey, boxKey: desk.boxKey });
    const leaf = Buffer.from(leafOf(list[1] ?? new Uint8Array(0)));
    const sent = (): boolean =>
      desk.link.published.some(({ topic, payload }) => topic === TOPICS.leaves && Buffer.from(payload).includes(leaf));
    await expect.poll(sent).toBe(true);
  });

  it('may all be replaced, and what the ones before signed or had sealed to them is read still', async () => {
    const ann = new Employee(1);
    await desk.enrol(ann);
    await desk.publish(ann, 'envelope', ann.seal(DAY), ann.seal(NEXT));
    await desk.share(ann);
    const url = `/v1/people/${ann.name}/messages`;
    await desk.http('POST', url, { token: COACH, body: { text: 'Goed bezig.' } });
    // What is sealed anew is signed by this service in place of its agent: by each of its keys once.
    for (const count of [1, 2]) {
      await rotate(true);
      const done = () => desk.lines.filter((line) => line.includes('"resealed"')).length;
      await expect.poll(done).toBe(count);
    }
    const days = (await desk.summaries(ann)).body.days;
    expect(days.map((day: { steps?: { total: number } }) => day.steps?.total)).toEqual([1_000, 1_000]);
    const { body } = await desk.http('GET', url, { token: COACH });
    expect(body.messages.map(({ text }: { text: string }) => text)).toEqual(['Goed bezig.']);
    expect(desk.lines.filter((line) => line.includes('not-resealed'))).toEqual([]);
  });
});
