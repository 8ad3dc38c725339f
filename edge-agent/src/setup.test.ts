import { cryptoReady, fromRecoveryWords, identityKey, toBase64Url } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SetupWorld } from '../test/setup-world.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { NETWORK_REFUSALS } from './core/refusal-words/network-refusals.js';
import { AgentError } from './error.js';
import type { Setup, SetupWords } from './setup.js';

const PASSPHRASE = 'vier woorden volstaan hier';

let world: SetupWorld;
let setup: Setup;

beforeAll(() => cryptoReady);
beforeEach(() => {
  world = new SetupWorld();
  setup = world.setup();
});
afterEach(async () => {
  setup.close();
  await world.close();
});

const asked = ({ words, places }: SetupWords) => places.map((place) => ({ place, word: words[place - 1] ?? '' }));
const identity = () => world.store.vault.identity();

/** As far as the words, which are shown. */
async function shown(): Promise<SetupWords> {
  await setup.invite(world.link);
  return setup.open(PASSPHRASE);
}

describe('the first steps', () => {
  it('lead from the invitation to an agent that is registered, whose words bring its identity back', async () => {
    expect(setup.state).toEqual({ step: 'invitation', host: undefined, begun: false });
    expect(await setup.invite(world.link)).toEqual({ step: 'passphrase', host: '127.0.0.1:8080', begun: false });
    const given = await setup.open(PASSPHRASE);
    expect([given.words.length, new Set(given.places).size, setup.state.step]).toEqual([24, 2, 'words']);
    expect(await setup.giveBack(asked(given))).toBe(true);
    expect(setup.state.step).toBe('registration');
    await setup.register();
    expect(setup.state.step).toBe('done');
    const person = identityKey(fromRecoveryWords(given.words.join(' ')));
    expect(world.requests).toMatchObject([{ code: 'a-code', identityKey: toBase64Url(person.publicKey) }]);
    expect(await identity()).toMatchObject({ registered: true, wordsConfirmed: true });
  });

  it('take words as people type them, in either order, and note nothing of wrong ones', async () => {
    const [first, second] = asked(await shown());
    expect(await setup.giveBack([first ?? { place: 1, word: '' }, { place: second?.place ?? 2, word: 'nooit' }])).toBe(
      false,
    );
    expect(await identity()).toMatchObject({ wordsConfirmed: false });
    const typed = [second, first].map((each) => ({ place: each?.place ?? 0, word: ` ${each?.word.toUpperCase()} ` }));
    expect(await setup.giveBack(typed)).toBe(true);
    expect(await identity()).toMatchObject({ wordsConfirmed: true, registered: false });
  });

  it('take the first four letters of a word for the word, and fewer for none', async () => {
    const given = asked(await shown());
    const begun = (letters: number) => given.map(({ place, word }) => ({ place, word: word.slice(0, letters) }));
    expect(await setup.giveBack(begun(2))).toBe(false);
    expect(await setup.giveBack(begun(4))).toBe(true);
  });

  it.each([
    ['keys before an invitation', () => setup.open(PASSPHRASE)],
    ['words before keys', () => setup.giveBack([])],
    ['registering before the words', async () => shown().then(() => setup.register())],
    [
      'other places than those that were asked',
      async () => {
        const { places } = await shown();
        const others = [1, 2, 3, 4].filter((place) => !places.includes(place)).slice(0, 2);
        return setup.giveBack(others.map((place) => ({ place, word: 'x' })));
      },
    ],
    [
      'one place twice',
      async () => {
        const [first] = asked(await shown());
        return setup.giveBack([first, first].map((each) => each ?? { place: 1, word: '' }));
      },
    ],
  ])('are taken in order alone: %s', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: 'bad-request', said: ENROL_REFUSALS.stepMissing });
    expect(world.requests).toEqual([]);
  });

  it('send nothing before the words are on paper, and nothing is on the disk that opens anything', async () => {
    const { words } = await shown();
    expect(world.requests).toEqual([]);
    const root = fromRecoveryWords(words.join(' '));
    for (const secret of [PASSPHRASE, words.join(' '), Buffer.from(root)])
      expect(world.files().includes(secret)).toBe(false);
  });

  it('that were broken off go on with the same keys, and show the words again until they were given back', async () => {
    const before = await shown();
    setup.close();
    setup = world.setup();
    expect(await setup.invite(world.link)).toMatchObject({ step: 'passphrase', begun: true });
    await expect(setup.open('een andere zin')).rejects.toMatchObject({ code: 'bad-passphrase' });
    const again = await setup.open(PASSPHRASE);
    expect(again.words).toEqual(before.words);
    await setup.giveBack(asked(again));
    setup.close();
    setup = world.setup();
    await setup.invite(world.link);
    expect(await setup.open(PASSPHRASE)).toEqual({ words: [], places: [] });
    expect(setup.state.step).toBe('registration');
    await setup.register();
    expect(await identity()).toMatchObject({ registered: true });
  });

  it('begin anew with another invitation after one that was refused, and no key of the first is left', async () => {
    const first = await shown();
    await setup.giveBack(asked(first));
    world.failure = new AgentError('refused', ENROL_REFUSALS.invitationUsed);
    await expect(setup.register()).rejects.toMatchObject({ code: 'refused' });
    expect(setup.refusal?.said).toEqual(ENROL_REFUSALS.invitationUsed);
    const refused = await identity();
    world.failure = undefined;
    expect(await setup.invite(world.other)).toMatchObject({ step: 'passphrase', begun: false });
    expect(setup.refusal).toBeUndefined();
    const second = await setup.open(PASSPHRASE);
    expect(second.words).not.toEqual(first.words);
    await setup.giveBack(asked(second));
    await setup.register();
    expect((await identity())?.identityPublicKey).not.toEqual(refused?.identityPublicKey);
    expect(world.requests.at(-1)).toMatchObject({ code: 'another-code' });
  });

  it('can be registered again where the coach API was away, with what was made', async () => {
    await setup.giveBack(asked(await shown()));
    world.failure = new AgentError('unreachable', NETWORK_REFUSALS.coachCannotEnrol);
    await expect(setup.register()).rejects.toMatchObject({ code: 'unreachable' });
    expect([setup.state.step, setup.refusal]).toEqual(['registration', undefined]);
    world.failure = undefined;
    await setup.register();
    const [first, second] = world.requests;
    expect(second).toEqual(first);
  });

  it('make one pair of keys for whoever presses twice', async () => {
    await setup.invite(world.link);
    const [one, two] = await Promise.all([setup.open(PASSPHRASE), setup.open(PASSPHRASE)]);
    expect(two.words).toEqual(one.words);
  });

  it('refuse an invitation that is none, or has expired, and a passphrase that cannot be one, and keep what was', async () => {
    await expect(setup.invite('https://coach.example/enrol#x')).rejects.toMatchObject({ code: 'bad-invitation' });
    world.now += 1_000;
    await expect(setup.invite(world.link)).rejects.toMatchObject({ said: ENROL_REFUSALS.invitationExpired });
    world.now -= 1_000;
    await setup.invite(world.link);
    await expect(setup.open('kort')).rejects.toMatchObject({ said: ENROL_REFUSALS.passphraseShort });
    expect(await identity()).toBeUndefined();
    expect(setup.state.step).toBe('passphrase');
  });
});
