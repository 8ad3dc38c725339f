import { cryptoReady, type DownKind, TOPICS, toHex } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeLink } from '../test/fakes.js';
import { ReadWorld } from '../test/read-world.js';
import { seenBy } from '../test/seen-by.js';
import { LETTER_KINDS, LONGEST_LETTER } from './core/letter-kinds.js';
import { VAULT_REFUSALS } from './core/refusal-words/vault-refusals.js';
import { Drain } from './drain.js';
import { AgentError } from './error.js';
import { LogFollower } from './log-follower.js';

let world: ReadWorld;
let link: FakeLink;
let drain: Drain;
const reported: string[] = [];

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  [link, reported.length] = [new FakeLink(), 0];
  const { outbox, clock } = world.ports;
  const report = (event: string): void => void reported.push(event);
  const seen = await seenBy({ findings: world.vault.store.findings, clock, report });
  const follower = await LogFollower.resume({ ...world.letterPorts, ...seen }, world.identity.pins.policy);
  const ports = {
    outbox,
    link,
    follower,
    clock,
    ...seen,
    timeElsewhere: async () => undefined,
    isListed: async () => undefined,
  };
  drain = await Drain.start(ports, world.identity);
  link.connect();
});
afterEach(async () => {
  await drain.close();
  await world.close();
});

const tell = async (kind: DownKind, payload: Uint8Array): Promise<void> => {
  await link.handlers?.onMessage(TOPICS.down(toHex(world.identity.pseudonym), kind), payload);
};

describe('what comes down', () => {
  it('is kept by its kind, whatever it holds, with the time at which it came', async () => {
    for (const [i, kind] of LETTER_KINDS.entries()) await tell(kind, Uint8Array.of(i));
    for (const [i, kind] of LETTER_KINDS.entries()) {
      const letters = await world.ports.outbox.letters(kind);
      expect(letters.map(({ sealed, received }) => [...sealed, received])).toEqual([[i, world.now]]);
    }
    expect(reported).not.toContain('letter-refused');
  });

  it.each(['disk-full', 'disk-failed', 'vault-busy'] as const)('is not taken from the broker on %s', async (code) => {
    const { outbox } = world.ports;
    const { saveLetter } = outbox;
    outbox.saveLetter = () => Promise.reject(new AgentError(code, VAULT_REFUSALS.busy));
    await expect(tell('message', Uint8Array.of(1))).rejects.toMatchObject({ code });
    expect(reported).toContain('message-not-kept');
    outbox.saveLetter = saveLetter;
    await tell('message', Uint8Array.of(1));
    expect(await outbox.letters('message')).toHaveLength(1);
  });

  it('is refused, loudly, where there is no room for it', async () => {
    await tell('message', new Uint8Array(LONGEST_LETTER + 1));
    expect(reported).toContain('letter-refused');
    expect(reported).toContain('noticed');
  });
});
