import { cryptoReady, jwsText, openConsent } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TwoMachines } from '../test/other-machine.js';
import { COACH } from '../test/read-world.js';
import { confirmGrants } from './confirm-grants.js';
import { COACH_REFUSALS } from './core/refusal-words/coach-refusals.js';
import { NETWORK_REFUSALS } from './core/refusal-words/network-refusals.js';
import { AgentError } from './error.js';
import type { Ending } from './grants.js';
import { otherAgents } from './other-agents.js';
import { ownGrants } from './own-consent.js';
import { catchUpConsent } from './recovery/catch-up-consent.js';
import { type EndedEverywhere, withdrawEverywhere } from './withdraw-everywhere.js';

const PLACE = { coachUrl: 'http://127.0.0.1:9', certificates: [] };

let machines: TwoMachines;
let delivered: string[][];

beforeAll(() => cryptoReady);
beforeEach(async () => {
  machines = await TwoMachines.open();
  delivered = [];
});
afterEach(() => machines.world.close());

const ports = () => ({ ...machines.world.ports, coachApi: () => machines.stored, tiles: machines.world.tiles });
const catchUp = () => catchUpConsent(ports(), machines.world.identity, { passphrase: '', place: PLACE });
const withdraw = (ending: Ending, seconds = 20): Promise<EndedEverywhere> =>
  withdrawEverywhere(ports(), machines.world.identity, {
    ...{ ending, passphrase: '', place: PLACE, seconds },
    deliver: async (ended) => {
      delivered.push(ended.map(({ grant }) => grant));
      return true;
    },
  });
const silent = (): void => {
  machines.stored.onRequest = () => {
    throw new AgentError('unreachable', NETWORK_REFUSALS.coachSilent);
  };
};
/** Grants that a withdrawal names which is signed here and on its way. */
const ending = async (): Promise<readonly string[]> => {
  const waiting = await machines.world.ports.outbox.waitingRecords();
  return waiting.flatMap(({ kind, bytes }) => {
    if (kind !== 'consent') return [];
    const record = openConsent(jwsText(new Uint8Array(bytes)), machines.world.identity.identityPublicKey);
    return record.kind === 'withdrawal' ? [record.withdrawal.grant] : [];
  });
};
const shown = async () =>
  (await ownGrants(machines.world.ports, machines.world.identity, false)).events.map((each) =>
    each.event === 'grant' ? [each.id, each.state] : [],
  );

describe('consent that was signed on another machine', () => {
  it('is shown here once it was looked up, and nothing is released under it before it is confirmed', async () => {
    const grant = machines.grant();
    const own = await machines.world.share({ coach: 'coach-2' });
    const { outbox } = machines.world.ports;
    expect(await catchUp()).toEqual({ restored: 1 });
    expect(await shown()).toEqual([
      [own, 'live'],
      [grant, 'live'],
    ]);
    // What was signed here needs nobody's word.
    expect([...(await outbox.heldGrants())]).toEqual([grant]);
    expect(await catchUp()).toEqual({ restored: 0 });
    const confirmation = { passphrase: '', grants: [grant] };
    expect(await confirmGrants(machines.world.ports, machines.world.identity, confirmation)).toEqual([grant]);
    expect(await catchUp()).toEqual({ restored: 0 });
    expect([...(await outbox.heldGrants())]).toEqual([]);
  });

  it('is over here where it was withdrawn there', async () => {
    machines.withdraw(machines.grant());
    expect(await catchUp()).toEqual({ restored: 2 });
    expect(await shown()).toEqual([]);
  });

  it('is believed only where it is proven in the log', async () => {
    machines.grant();
    machines.world.log.leaves.length = 0;
    expect(await catchUp()).toMatchObject({ restored: 0, why: expect.stringMatching(/refused|unreachable/) });
    expect(await shown()).toEqual([]);
  });

  it('is not waited for longer than is asked', async () => {
    machines.grant();
    vi.spyOn(machines.stored, 'recovery').mockReturnValue(new Promise<never>(() => undefined));
    const asked = { passphrase: '', place: PLACE, seconds: 0.01 };
    expect(await catchUpConsent(ports(), machines.world.identity, asked)).toEqual({ restored: 0, why: 'unreachable' });
  });
});

describe('a withdrawal', () => {
  it.each([
    ['by its name', (grant: string): Ending => ({ grantId: grant })],
    ['of a coach', (): Ending => ({ coach: COACH })],
    ['of everything', (): Ending => ({ all: true })],
  ])('ends a grant that another machine signed: %s', async (_, of) => {
    const grant = machines.grant();
    expect(await withdraw(of(grant))).toMatchObject({ ended: [{ grant }], stored: true, caughtUp: { restored: 1 } });
    expect(await ending()).toEqual([grant]);
    expect(delivered).toEqual([[grant]]);
  });

  it('ends one that a machine signed which was lost since, and is ended', async () => {
    const grant = machines.grant();
    machines.stored.ended.set(2, 0);
    expect(await withdraw({ all: true })).toMatchObject({ ended: [{ grant }] });
  });

  it('ends at once what is known here, and then what is not, each once', async () => {
    const there = machines.grant();
    const here = await machines.world.share();
    const { ended, stored } = await withdraw({ coach: COACH });
    expect([ended.map(({ grant }) => grant), stored]).toEqual([[here, there], true]);
    expect(delivered).toEqual([[here], [there]]);
    expect(await ending()).toEqual([here, there]);
  });

  it('asks nobody about a grant that is known here', async () => {
    const here = await machines.world.share();
    machines.stored.onRequest = () => expect.unreachable();
    expect(await withdraw({ grantId: here })).toMatchObject({ ended: [{ grant: here }], caughtUp: { restored: 0 } });
  });

  it('ends what it can where the coach API is away, and says that it could not look', async () => {
    machines.grant();
    const here = await machines.world.share();
    silent();
    const { ended, caughtUp } = await withdraw({ all: true });
    expect(ended.map(({ grant }) => grant)).toEqual([here]);
    expect(caughtUp).toEqual({ restored: 0, why: 'unreachable' });
  });

  it('does not say that none is in force where nobody could look', async () => {
    const grant = machines.grant();
    silent();
    const failing = withdraw({ grantId: grant });
    await expect(failing).rejects.toMatchObject({ code: 'not-granted', said: COACH_REFUSALS.noneKnownHere });
  });

  it.each([
    [
      'the certificate of the other machine is not one',
      ([, other]) => void Object.assign(other ?? {}, { certificate: 'AAAA' }),
    ],
    ['the key of the other machine is not one', ([, other]) => void Object.assign(other ?? {}, { key: 'AAAA' })],
    ['this machine is not in it', (registered) => void registered.splice(0)],
  ] satisfies readonly [string, (registered: TwoMachines['stored']['registered']) => void][])(
    'believes no account in which %s',
    async (_, damage) => {
      machines.grant();
      damage(machines.stored.registered);
      const failing = withdraw({ all: true });
      await expect(failing).rejects.toMatchObject({ code: 'not-granted', said: COACH_REFUSALS.noneKnownHere });
      const asked = { passphrase: '', place: PLACE };
      expect(await otherAgents(ports(), machines.world.identity, asked)).toBeUndefined();
    },
  );

  it('says so where neither machine has one', async () => {
    const failing = withdraw({ all: true });
    await expect(failing).rejects.toMatchObject({ code: 'not-granted', said: COACH_REFUSALS.noneInForce });
  });
});
