import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { Network } from '../test/network.js';
import { PseudoTerminal } from '../test/pseudo-terminal.js';
import { openStore } from './adapters/sqlite-store.js';
import { enrolWords } from './core/enrol-words.js';
import type { Identity } from './ports.js';

/* The built program on a real terminal, against a real coach API: what no stream in memory can show. */

const SAY = enrolWords('en');
const PASSPHRASE = 'vier woorden volstaan hier';
const CLEAR = '\u001b[2J\u001b[3J\u001b[H';
const CTRL_C = '\u0003';
const STOPPED = 'Stopped before all was answered; start the command again.';

let network: Network;
let folder: string;
let terminal: PseudoTerminal | undefined;

beforeAll(async () => {
  network = await Network.start();
});
afterAll(() => network.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'terminal-'));
});
afterEach(async () => {
  await terminal?.close();
  rmSync(folder, { recursive: true });
});

const RECOVER = (): readonly string[] => ['recover', '--coach', `http://127.0.0.1:${network.coachPort}`];
const state = (): string => join(folder, 'state');

function open(args: readonly string[], env: Readonly<Record<string, string>> = {}): PseudoTerminal {
  const base = { FIT4WORK_AGENT_STATE: state(), LANG: 'en_GB.UTF-8' };
  terminal = new PseudoTerminal(requirement('script').path, args, { ...base, ...env });
  return terminal;
}

async function enrol(env: Readonly<Record<string, string>> = {}): Promise<PseudoTerminal> {
  const file = join(folder, 'invitation.json');
  if (!existsSync(file)) writeFileSync(file, await network.invite());
  return open(['enrol', file], env);
}

async function identity(): Promise<Identity | undefined> {
  const { vault } = openStore(join(state(), 'vault.db'));
  const known = await vault.identity();
  await vault.close();
  return known;
}

/** Answers a question for a secret, of which the kernel shows nothing. */
async function tell(at: PseudoTerminal, question: string, secret: string): Promise<void> {
  await at.shows(question);
  expect(at.echoes()).toBe(false);
  at.type(`${secret}\r`);
}

async function choosePassphrase(at: PseudoTerminal): Promise<void> {
  await tell(at, SAY.newPassphrase, PASSPHRASE);
  await tell(at, SAY.passphraseAgain, PASSPHRASE);
}

/** The words that were shown, in order, and where the cursor waits until they are on paper. */
async function readWords(at: PseudoTerminal): Promise<readonly string[]> {
  await at.shows(SAY.wordsAre);
  const table = await at.shows(SAY.writeDown);
  const cells = [...table.matchAll(/(\d+) ([a-z]+)/g)].map(([, place, word = '']) => [Number(place), word] as const);
  return cells.toSorted(([a], [b]) => a - b).map(([, word]) => word);
}

async function askedFor(at: PseudoTerminal): Promise<number> {
  await at.shows('Word ');
  return Number.parseInt(await at.shows(' of the 24'), 10);
}

async function enrolled(): Promise<readonly string[]> {
  const at = await enrol();
  await choosePassphrase(at);
  const words = await readWords(at);
  at.type('\r');
  for (let asked = 0; asked < 2; asked += 1) at.type(`${words[(await askedFor(at)) - 1]}\r`);
  await at.shows(SAY.enrolled);
  expect(await at.ended()).toEqual({ code: 0, restored: true });
  return words;
}

/** Ctrl-C: one sentence, and the terminal as it was. */
async function interrupted(at: PseudoTerminal): Promise<void> {
  at.type(CTRL_C);
  await at.shows(STOPPED);
  expect(await at.ended()).toEqual({ code: 1, restored: true });
}

describeWith(['script'], 'the agent at a terminal', () => {
  describe('enrol', () => {
    it('shows no passphrase, wipes the words, asks again what was wrong, and enrols', async () => {
      const at = await enrol();
      await tell(at, SAY.newPassphrase, 'te kort');
      await at.shows(SAY.passphraseShort);
      await tell(at, SAY.newPassphrase, PASSPHRASE);
      await tell(at, SAY.passphraseAgain, 'een heel andere zin');
      await at.shows(SAY.passphrasesDiffer);
      await choosePassphrase(at);
      const words = await readWords(at);
      expect(new Set(words.keys()).size).toBe(24);
      at.type('\r');
      await at.shows(CLEAR);
      await askedFor(at);
      at.type('zebra\r');
      await at.shows(SAY.wrongWord);
      await askedFor(at);
      at.type('?\r');
      expect(await readWords(at)).toEqual(words);
      at.type('\r');
      for (let asked = 0; asked < 2; asked += 1) at.type(`${words[(await askedFor(at)) - 1]}\r`);
      await at.shows(SAY.enrolled);
      expect(await at.ended()).toEqual({ code: 0, restored: true });
      for (const secret of ['te kort', PASSPHRASE, 'een heel andere zin']) expect(at.shown).not.toContain(secret);
      // Of the words only the two that were asked back are on the screen.
      const screen = at.shown.slice(at.shown.lastIndexOf(CLEAR));
      expect(words.filter((word) => new RegExp(`\\b${word}\\b`).test(screen)).length).toBeLessThan(8);
      expect(screen).not.toContain(words.slice(0, 4).join(' '));
      expect(await identity()).toMatchObject({ registered: true, wordsConfirmed: true });
    });

    it('stopped at the passphrase leaves no keys', async () => {
      const first = await enrol();
      await first.shows(SAY.newPassphrase);
      first.type('half of');
      await interrupted(first);
      const second = await enrol();
      await tell(second, SAY.newPassphrase, PASSPHRASE);
      await second.shows(SAY.passphraseAgain);
      await interrupted(second);
      expect(await identity()).toBeUndefined();
      expect(first.shown + second.shown).not.toMatch(/half of|woorden/);
    });

    it('stopped with the words on the screen wipes them, and shows the same to who goes on', async () => {
      const first = await enrol();
      await choosePassphrase(first);
      const words = await readWords(first);
      first.type(CTRL_C);
      await first.shows(CLEAR);
      await first.shows(STOPPED);
      expect(await first.ended()).toEqual({ code: 1, restored: true });
      expect(await identity()).toMatchObject({ registered: false, wordsConfirmed: false });

      const second = await enrol();
      await tell(second, SAY.passphrase, 'niet deze zin');
      await tell(second, SAY.passphraseWrong, '');
      await tell(second, SAY.passphraseWrong, PASSPHRASE);
      expect(await readWords(second)).toEqual(words);
      second.type('\r');
      await askedFor(second);
      await interrupted(second);
      expect(await identity()).toMatchObject({ registered: false, wordsConfirmed: false });
    });

    it('stopped while the coach API does not answer ends at once, and is asked no words again', async () => {
      const silent = createServer().listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const address = silent.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const at = await enrol({ FIT4WORK_AGENT_COACH_URL: `http://127.0.0.1:${port}` });
      const called = once(silent, 'connection');
      await choosePassphrase(at);
      const words = await readWords(at);
      at.type('\r');
      for (let asked = 0; asked < 2; asked += 1) at.type(`${words[(await askedFor(at)) - 1]}\r`);
      await called;
      at.type(CTRL_C);
      // As the shell says of what SIGINT ended.
      expect(await at.ended()).toEqual({ code: 130, restored: true });
      silent.close();
      const again = await enrol();
      await tell(again, SAY.passphrase, PASSPHRASE);
      await again.shows(SAY.enrolled);
      expect(again.shown).not.toContain(SAY.wordsAre);
    });

    it('stopped where the invitation is to be pasted leaves nothing', async () => {
      const at = open(['enrol']);
      await at.shows(SAY.pasteInvitation);
      await interrupted(at);
      expect(await identity()).toBeUndefined();
    });
  });

  it('opens closed days by a passphrase that is not shown, refuses another, and is left by Ctrl-C', async () => {
    await enrolled();
    const days = ['--from', '2026-01-01', '--until', '2026-01-02', '--unlock'];
    const wrong = open(['samples', ...days]);
    await tell(wrong, SAY.passphrase, 'niet deze zin');
    expect(await wrong.ended()).toEqual({ code: 1, restored: true });
    expect(wrong.shown).toContain('fit4work-agent: ');

    const stopped = open(['samples', ...days]);
    await stopped.shows(SAY.passphrase);
    stopped.type('vier');
    await interrupted(stopped);

    const right = open(['samples', ...days]);
    await tell(right, SAY.passphrase, PASSPHRASE);
    expect(await right.ended()).toEqual({ code: 0, restored: true });
    for (const { shown } of [wrong, stopped, right]) expect(shown).not.toMatch(/vier|niet deze zin/);
  });

  describe('recover', () => {
    it('takes the words, wipes them, and asks again for what are not 24 that belong together', async () => {
      const words = await enrolled();
      const pseudonym = (await identity())?.pseudonym;
      rmSync(state(), { recursive: true });
      const at = open(RECOVER());
      await at.shows(SAY.typeWords);
      at.type('these are not they\r');
      await at.shows(CLEAR);
      await at.shows(SAY.typeWords);
      // One half of them whole, of the others what tells a word from all others.
      const typed = words.map((word, i) => (i % 2 === 0 ? word : word.slice(0, 4)));
      at.type(`${typed.join(' ')}\r`);
      await at.shows(CLEAR);
      await choosePassphrase(at);
      expect(await at.ended()).toEqual({ code: 0, restored: true });
      const screen = at.shown.slice(at.shown.lastIndexOf(CLEAR));
      expect(screen).not.toContain(typed.slice(0, 2).join(' '));
      expect(screen).not.toContain(PASSPHRASE);
      expect(await identity()).toMatchObject({ pseudonym, agent: 2, registered: true });
    });

    it('stopped at a question wipes what was typed of the words, and leaves nothing', async () => {
      const at = open(RECOVER());
      await at.shows(SAY.typeWords);
      at.type('abandon ability');
      await at.shows('ability');
      at.type(CTRL_C);
      await at.shows(CLEAR);
      await at.shows(STOPPED);
      expect(await at.ended()).toEqual({ code: 1, restored: true });
      expect(await identity()).toBeUndefined();
    });
  });
});
