import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSPHRASE, PageWorld, type Reply } from '../../../test/page-world.js';
import { repairedConsent } from '../../../test/repaired-consent.js';
import { NETWORK_REFUSALS } from '../../core/refusal-words/network-refusals.js';
import { AgentError } from '../../error.js';

let world: PageWorld;
let close: () => Promise<void>;

beforeAll(() => cryptoReady);
afterEach(() => close());

const problem = ({ status, body }: Reply): [number, string] => [status, body.code];
const post = (path: string, body: object, headers = {}): Promise<Reply> =>
  world.ask(path, { method: 'POST', body, headers });
const unconfirmed = async (): Promise<unknown> => (await world.ask('/v1/status')).body.grantsUnconfirmed;

describe('grants that came back', () => {
  const confirm = (grants: readonly string[], passphrase = PASSPHRASE): Promise<Reply> =>
    post('/v1/grants/confirmations', { grants, passphrase });

  async function held(): Promise<[string, string]> {
    world = await PageWorld.open();
    close = () => world.close();
    await world.login();
    await world.measure();
    const ids: [string, string] = [await world.reads.share(), await world.reads.share({ coach: 'coach-2' })];
    await world.reads.ports.outbox.holdGrants(ids);
    return ids;
  }

  it('are named in the status and confirmed by name, with the passphrase, once', async () => {
    const [first, second] = await held();
    expect(await unconfirmed()).toEqual([first, second]);
    expect(problem(await confirm([first], 'fout'))).toEqual([403, 'bad-passphrase']);
    expect(await unconfirmed()).toEqual([first, second]);
    const told = await confirm([first]);
    expect([told.status, told.body]).toEqual([201, { confirmed: [first], stored: true }]);
    // The other was not shown: nothing was said of it.
    expect(await unconfirmed()).toEqual([second]);
    expect((await confirm([first, 'ab'.repeat(32)])).body).toEqual({ confirmed: [], stored: true });
  });

  it('are confirmed here though the coach API has not confirmed what is sent of them', async () => {
    const [first] = await held();
    world.confirms = false;
    expect((await confirm([first])).body).toEqual({ confirmed: [first], stored: false });
    expect(await unconfirmed()).not.toContain(first);
  });

  it('are confirmed by nobody but who is logged in at the page, and only by name', async () => {
    const [first] = await held();
    for (const path of ['/v1/grants/confirmations', '/v1/lost-consent']) {
      const body =
        path === '/v1/lost-consent' ? { passphrase: PASSPHRASE } : { grants: [first], passphrase: PASSPHRASE };
      for (const [headers, refusal] of [
        [{ origin: 'http://elsewhere.example' }, [403, 'foreign-request']],
        [{ origin: undefined }, [403, 'foreign-request']],
        [{ 'sec-fetch-site': 'cross-site' }, [403, 'foreign-request']],
        [{ 'x-fit4work-csrf': undefined }, [401, 'not-signed-in']],
        [{ cookie: undefined }, [401, 'not-signed-in']],
      ] as const) {
        expect(problem(await post(path, body, headers))).toEqual(refusal);
      }
      expect(problem(await post(path, { ...body, all: true }))).toEqual([400, 'bad-request']);
    }
    expect(problem(await confirm([]))).toEqual([400, 'bad-request']);
    expect(await unconfirmed()).toContain(first);
  });
});

describe('consent that a repair lost', () => {
  async function repaired(): Promise<string> {
    const { lives, ...opened } = await repairedConsent();
    ({ world, close } = opened);
    await world.login();
    return lives;
  }

  it('is fetched back with the passphrase, and every grant of it waits until it is confirmed', async () => {
    const lives = await repaired();
    expect((await world.ask('/v1/status')).body).toMatchObject({ grants: null, damaged: [expect.any(String)] });
    expect(problem(await post('/v1/lost-consent', { passphrase: 'fout' }))).toEqual([403, 'bad-passphrase']);
    expect((await post('/v1/lost-consent', { passphrase: PASSPHRASE })).body).toEqual({ restored: 1 });
    expect(await unconfirmed()).toEqual([lives]);
    expect((await post('/v1/lost-consent', { passphrase: PASSPHRASE })).body).toEqual({ restored: 0 });
    const confirmed = await post('/v1/grants/confirmations', { grants: [lives], passphrase: PASSPHRASE });
    expect(confirmed.body).toMatchObject({ confirmed: [lives] });
    expect(await unconfirmed()).toEqual([]);
  });

  it('stays lost where the coach API does not answer, and the page says so', async () => {
    await repaired();
    world.coachApi = () => {
      throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
    };
    expect(problem(await post('/v1/lost-consent', { passphrase: PASSPHRASE }))).toEqual([503, 'unreachable']);
    expect((await world.ask('/v1/status')).body).toMatchObject({ grants: null, damaged: [expect.any(String)] });
  });
});
