import { addDays, cryptoReady, vaultKey } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COACH, ReadWorld } from '../test/read-world.js';
import { DAY, NEXT } from '../test/vault-world.js';
import { besidesLines } from './core/grant-lines.js';
import { type GrantOffer, offerGrant } from './grant-offer.js';

const LAST = addDays(NEXT, 30);

let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
});
afterEach(() => world.close());

const offer = (coach = COACH): Promise<GrantOffer> =>
  offerGrant(
    world.ports,
    { identity: world.identity, zone: 'Europe/Brussels' },
    {
      request: {
        ...{ coach, scope: [{ metric: 'steps', granularities: ['day'] }], from: DAY, until: NEXT },
        ...{ expires: world.now + 500, language: 'nl' },
      },
      vaultKey: vaultKey(world.vault.root),
    },
  );

describe('what is offered to be signed', () => {
  it('says what the same coach goes on seeing under other grants, and ends none of them', async () => {
    const id = await world.share({ until: LAST });
    await world.share({ coach: 'coach-2' });
    const { besides } = await offer();
    expect(besides).toMatchObject([{ id, coach: COACH, from: DAY, until: LAST, expires: world.now + 1_000 }]);
    const place = { zone: 'Europe/Brussels', coach: COACH };
    const english = besidesLines(besides, { ...place, language: 'en' }).join('\n');
    expect(english).toMatch(/^! coach-1 sees besides.*until you withdraw/);
    expect(english).toContain(`2026-03-10 to ${LAST}: steps (per day); sleep (per day)`);
    expect(english).toContain(id);
    expect(besidesLines(besides, { ...place, language: 'nl' }).join('\n')).toMatch(
      /^! coach-1 ziet daarnaast.*tot u ze intrekt[\s\S]*2026-03-10 tot en met 2026-04-10: stappen \(per dag\); slaap/,
    );
  });

  it('says nothing of grants that are over, nor of other coaches', async () => {
    const id = await world.share({ until: LAST });
    expect((await offer('coach-2')).besides).toEqual([]);
    await world.withdraw(id);
    const { besides } = await offer();
    expect(besides).toEqual([]);
    expect(besidesLines(besides, { zone: 'Europe/Brussels', coach: COACH, language: 'en' })).toEqual([]);
  });
});
