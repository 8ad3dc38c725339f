import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { PageWorld, type Reply } from '../../../test/page-world.js';
import { WearableError } from '../../wearable-error.js';

const [BANGLE, BAND, SPEAKER] = ['c0:ff:ee:00:00:0a', 'c0:ff:ee:00:00:0b', 'c0:ff:ee:00:00:0c'];
const UART = '6e400001b5a3f393e0a9e50e24dcca9e';

let world: PageWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await PageWorld.open();
  await world.login();
});
afterEach(() => world.close());

const post = (path: string, body: object): Promise<Reply> => world.ask(path, { method: 'POST', body });
const problem = ({ status, body }: Reply): [number, string] => [status, body.code];

/** What is heard, at once. */
const heard = (devices: Awaited<ReturnType<PageWorld['central']['nearby']>>): void => {
  vi.spyOn(world.central, 'nearby').mockResolvedValue(devices);
};

describe('wearables nearby', () => {
  it('are those of a family, the nearest first, and nobody else is told of', async () => {
    heard([
      { address: SPEAKER, name: 'Loud', services: ['110b'], signal: -20 },
      { address: BANGLE, name: undefined, services: [UART], signal: -70 },
      { address: BAND, name: 'Mi Band 5', services: ['fee0'], signal: -50 },
    ]);
    const { status, body, bytes } = await post('/v1/wearables/nearby', {});
    expect([status, body.nearby]).toEqual([
      200,
      [
        expect.objectContaining({ address: BAND, name: 'Mi Band 5', family: 'huami', keyed: true, paired: false }),
        expect.objectContaining({ address: BANGLE, name: null, family: 'banglejs', keyed: false, signal: -70 }),
      ],
    ]);
    expect(bytes.toString()).not.toContain('Loud');
    expect(world.lines.join('')).not.toMatch(/Mi Band|c0:ff/);
  });

  it('are listened for two seconds where one is heard, and for as long twice more where none is', async () => {
    const band = { address: BAND, name: 'Mi Band 5', services: ['fee0'], signal: -50 };
    const stranger = { address: SPEAKER, name: 'Loud', services: ['110b'], signal: -20 };
    const nearby = vi.spyOn(world.central, 'nearby').mockResolvedValue([stranger, band]);
    expect((await post('/v1/wearables/nearby', {})).body.nearby).toMatchObject([{ address: BAND }]);
    expect(nearby.mock.calls).toEqual([[2_000]]);
    nearby.mockReset().mockResolvedValueOnce([stranger]).mockResolvedValueOnce([]).mockResolvedValueOnce([band]);
    expect((await post('/v1/wearables/nearby', {})).body.nearby).toMatchObject([{ address: BAND }]);
    nearby.mockReset().mockResolvedValue([stranger]);
    expect((await post('/v1/wearables/nearby', {})).body.nearby).toEqual([]);
    expect(nearby).toHaveBeenCalledTimes(3);
  });

  it('are put on the allow-list once, and the agent is told so that it reads them now', async () => {
    heard([{ address: BANGLE, name: 'Bangle.js', services: [UART], signal: -70 }]);
    expect((await post('/v1/wearables', { address: BANGLE, family: 'banglejs' })).status).toBe(204);
    expect(world.paired).toBe(1);
    expect((await post('/v1/wearables/nearby', {})).body.nearby).toMatchObject([{ paired: true }]);
    expect((await world.ask('/v1/wearables')).body.wearables).toMatchObject([
      {},
      { address: BANGLE, family: 'banglejs' },
    ]);
  });

  it('are not paired where they do not agree on a key, and it is said what to do', async () => {
    vi.spyOn(world.central, 'find').mockRejectedValue(new WearableError('not-found', 'Away.'));
    const refused = await post('/v1/wearables', { address: BAND, family: 'huami' });
    expect(problem(refused)).toEqual([409, 'wearable']);
    expect(refused.body.detail).toMatch(/not in range; hold the wearable near/);
    expect([world.paired, (await world.ask('/v1/wearables')).body.wearables.length]).toEqual([0, 1]);
  });

  it('are looked for on no machine without a radio, which says so', async () => {
    vi.spyOn(world.central, 'nearby').mockRejectedValue(new WearableError('no-radio', 'None.'));
    const refused = await post('/v1/wearables/nearby', {});
    expect([...problem(refused), refused.body.detail]).toEqual([
      409,
      'wearable',
      expect.stringMatching(/no Bluetooth/),
    ]);
  });

  it.each([
    [{ address: 'AA:BB', family: 'huami' }, 'bad-request'],
    [{ address: BANGLE, family: 'nokia' }, 'bad-configuration'],
    [{ address: BANGLE, family: 'banglejs', key: 'ab' }, 'bad-request'],
  ])('are refused as %j', async (body, code) => {
    expect(problem(await post('/v1/wearables', body))).toEqual([400, code]);
    expect(world.paired).toBe(0);
  });
});

describe('the challenge', () => {
  it('has the days that the coach API says, and none where it does not', async () => {
    expect((await world.ask('/v1/challenge')).body).toEqual({ from: null, until: null });
    world.challenge = { from: '2026-06-01', until: null };
    expect((await world.ask('/v1/challenge')).body).toEqual({ from: '2026-06-01', until: null });
  });
});
