import { describe, expect, it } from 'vitest';
import type { KeySet } from './core/key-set.js';
import { RegistryError } from './error.js';
import { CachedKeyDirectory } from './key-directory.js';

const agent = (kid: string) => ({ kid, x: '', principal: { kind: 'agent' as const, pseudonym: 'a'.repeat(32) } });

function setUp(answers: (KeySet | RegistryError)[]) {
  const state = { fetches: 0, now: 1_000, pauses: 0 };
  const directory = new CachedKeyDirectory({
    services: new Map([['service', { kid: 'service', x: '', principal: { kind: 'anchor' } }]]),
    registry: {
      fetchKeys: async () => {
        const answer = answers[Math.min(state.fetches++, answers.length - 1)];
        if (answer === undefined || answer instanceof RegistryError)
          throw answer ?? new RegistryError('bad-registry', '');
        return answer;
      },
    },
    clock: { now: () => state.now },
    logger: { warn: () => undefined },
    pause: async () => {
      state.pauses++;
    },
  });
  return { directory, state };
}

const away = new RegistryError('registry-unavailable', 'away');

describe('the directory of keys', () => {
  it('finds a service without asking the registry', async () => {
    const { directory, state } = setUp([away]);
    expect((await directory.find('service'))?.principal.kind).toBe('anchor');
    expect(state.fetches).toBe(0);
  });

  it('asks once for everybody who waits for an unknown key', async () => {
    const { directory, state } = setUp([new Map([['k1', agent('k1')]])]);
    const found = await Promise.all(['k1', 'k1', 'k2', 'k3'].map((kid) => directory.find(kid)));
    expect(found.map((key) => key?.kid)).toEqual(['k1', 'k1', undefined, undefined]);
    expect(state).toMatchObject({ fetches: 1, pauses: 1 });
  });

  it('keeps serving what it knows while the registry is away', async () => {
    const { directory, state } = setUp([new Map([['k1', agent('k1')]]), away]);
    await directory.find('k1');
    state.now += 3_600;
    expect((await directory.find('k1'))?.kid).toBe('k1');
    expect(state.fetches).toBe(2);
  });

  it('forgets a key that the registry took back', async () => {
    const { directory, state } = setUp([new Map([['k1', agent('k1')]]), new Map()]);
    await directory.find('k1');
    state.now += 61;
    expect(await directory.find('k1')).toBeUndefined();
  });
});
