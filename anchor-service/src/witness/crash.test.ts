import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { killedAt, type Moment } from '../../test/kill-at.js';
import { witnessKills } from '../../test/witness-kills.js';
import { WitnessWorld } from '../../test/witness-process.js';

let world: WitnessWorld;

/** A status of the witness as it is found on disk, with the size that it says if it has another on record. */
async function afterwards(payload: Buffer): Promise<[number, string]> {
  const { statusCode, body } = await world.open().inject({ method: 'POST', url: '/add-checkpoint', payload });
  return [statusCode, /^[0-9]+\n$/.test(body) ? body : ''];
}

beforeAll(() => sodium.ready);
beforeEach(async () => {
  world = new WitnessWorld(40);
  expect(await afterwards(await world.honest.request(0, 11))).toEqual([200, '']);
});
afterEach(() => world.remove());

describe('a witness that is killed while it replaces its record', () => {
  it.each<[Moment, number]>([
    ['before the temporary file', 11],
    ['in the middle of the temporary file', 11],
    ['before the temporary file is on disk', 11],
    ['before the rename', 11],
    ['after the rename', 25],
    ['after the folder is on disk', 25],
  ])('%s has cosigned for nobody, and goes on from %i', async (moment, size) => {
    await world.start(killedAt(moment, world.path('preload')));
    const body = await world.honest.request(11, 25);
    await expect(world.post(body)).rejects.toThrow();
    expect(await world.kill()).toBe('SIGKILL');
    expect(await afterwards(await world.honest.request(5, 30))).toEqual([409, `${size}\n`]);
    expect(await afterwards(body)).toEqual(size === 11 ? [200, ''] : [409, '25\n']);
    expect(await afterwards(await world.honest.request(25, 25))).toEqual([200, '']);
    expect(await afterwards(await world.honest.branch(1, 11).request(25, 25))).toEqual([409, '']);
  });

  it('gives nothing away when the disk fails though the record was replaced, and takes the same again', async () => {
    await world.start(killedAt('failing after the rename', world.path('preload')));
    const body = await world.honest.request(11, 25);
    expect((await world.post(body)).status).toBe(500);
    expect((await world.recorded())?.size).toBe(11);
    expect((await world.post(body)).status).toBe(200);
    await world.kill();
    expect(await afterwards(await world.honest.request(5, 30))).toEqual([409, '25\n']);
  });
});

it('keeps every size that it answered, and one root a size, through kills under load', async () => {
  const { kills, answered } = await witnessKills({ kills: 3, seed: 20260727 });
  expect(kills).toBe(3);
  expect(answered).toBeGreaterThanOrEqual(3);
});
