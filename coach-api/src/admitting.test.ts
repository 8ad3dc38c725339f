import { cryptoReady, keyIdOf, PREFIXES, prefixOf, toBase64Url } from '@fit4work/protocol';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { Admitting } from './admitting.js';
import { agentName } from './core/agent-standing.js';
import type { EnrolledAgent, Standing } from './ports.js';
import { Employee } from './testing/employee.js';

/* Who comes and goes while the key set is being read. */

let agents: EnrolledAgent[];
let held: Set<string>;
let challengeEnds: number | null;
let whileReading: (() => void)[];
let admitting: Admitting;

beforeAll(() => cryptoReady);
beforeEach(() => {
  agents = [1, 2].map((seed) => {
    const { name: pseudonym, agent } = new Employee(seed);
    const key = agent.publicKey;
    return {
      ...{ pseudonym, agent: 1, key, keyId: toBase64Url(keyIdOf(key)), lastSequence: null, suspended: false },
      ...{ identityKey: key, vaultKey: key, certificate: key, challenge: 1, challengeStarts: 0, challengeEnds: null },
    };
  });
  [held, whileReading, challengeEnds] = [new Set(), [], null];
  admitting = new Admitting({ registry: registry(), clock: { now: () => 1 } });
});

/** What the database has at the moment of each question. */
const registry = (): ConstructorParameters<typeof Admitting>[0]['registry'] => {
  const of = (prefix: string) => agents.filter(({ pseudonym }) => pseudonym.startsWith(prefix));
  const standing = (prefix: string): Standing => ({
    came: String(of(prefix).length),
    held: [...held].filter((name) => name.startsWith(prefix)),
  });
  // The other one never ends, as the first does not for a moment.
  const ends = () =>
    new Map([
      [1, challengeEnds],
      [2, null],
    ]);
  const rows = {
    standing: async () => ({ ...standing(''), challengeEnds: ends() }),
    standingOfParts: async () =>
      new Map(PREFIXES.filter((prefix) => of(prefix).length > 0).map((prefix) => [prefix, standing(prefix)])),
    agents: async (prefix: string) => {
      whileReading.shift()?.();
      return of(prefix).map((agent) => ({ ...agent, suspended: held.has(agentName(agent)), challengeEnds }));
    },
  };
  return new Proxy(rows as never, {});
};

const [ann, ben] = [0, 1];
const LONG_AGO = -90 * 86_400;
const nameOf = (who: number): string => agentName(agents[who] ?? { pseudonym: '', agent: 0 });
const isIn = async (who: number): Promise<boolean> => {
  const { pseudonym, keyId } = agents[who] ?? { pseudonym: '', keyId: '' };
  const part = (await admitting.keySet()).parts.get(prefixOf(pseudonym));
  return Buffer.from(part?.body ?? []).includes(keyId);
};

it.each([ann, ben])(
  'lets nobody in who was resumed while the set was read, and is held off again after it (%i)',
  async (who) => {
    held.add(nameOf(who));
    const resume = (): void => void held.delete(nameOf(who));
    whileReading = [resume];
    await admitting.keySet();
    held.add(nameOf(who));
    expect(await isIn(who)).toBe(false);
  },
);

it.each([ann, ben])('lets nobody in whose challenge was over, but while the set was read alone (%i)', async (who) => {
  challengeEnds = LONG_AGO;
  const extend = (): void => {
    challengeEnds = null;
  };
  whileReading = [extend];
  await admitting.keySet();
  expect(await isIn(who)).toBe(true);
  challengeEnds = LONG_AGO;
  whileReading = [extend];
  await admitting.keySet();
  challengeEnds = LONG_AGO;
  expect(await isIn(who)).toBe(false);
});

it('shuts nobody out who was held off while the set was read alone', async () => {
  whileReading = [() => void held.add(nameOf(ben)), () => undefined];
  await admitting.keySet();
  held.clear();
  expect([await isIn(ann), await isIn(ben)]).toEqual([true, true]);
});
