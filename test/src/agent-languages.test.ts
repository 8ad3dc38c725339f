import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildProgram } from '@fit4work/edge-agent';
import { afterAll, describe, expect, it } from 'vitest';

/* The agent as it was built, in the two languages of those who read it. */

const MAIN = join(dirname(createRequire(import.meta.url).resolve('@fit4work/edge-agent')), 'main.js');
const LANGUAGES = ['nl', 'en'] as const;
type Language = (typeof LANGUAGES)[number];

const state = mkdtempSync(join(tmpdir(), 'languages-'));
afterAll(() => rmSync(state, { recursive: true }));

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

const node = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { env: { PATH: process.env.PATH ?? '', FIT4WORK_AGENT_STATE: state, ...env } },
      (_, out, error) => resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });

const agent = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  node([MAIN, ...args], env);

/** Every command by its words, those below it, and the program itself. */
const namesOf = (
  parent: ReturnType<typeof buildProgram>,
  above: readonly string[] = [],
): readonly (readonly string[])[] => [
  above,
  ...parent.commands.flatMap((command) => namesOf(command, [...above, command.name()])),
];

/** Runs the built program once for each command, in one process: to start one takes longer than what it says. */
const ALL = `
const [main, language, names] = process.argv.slice(1);
const [write, told] = [process.stdout.write.bind(process.stdout), []];
for (const name of JSON.parse(names)) {
  let text = '';
  process.argv = [process.execPath, main, ...name, '--help', '--language', language];
  process.stdout.write = (part) => (text += part) !== '';
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  process.removeAllListeners('uncaughtException');
  process.exitCode = 0;
  await import(main + '?' + told.length);
  if (process.exitCode !== 0) throw new Error(name.join(' '));
  told.push([name.join(' '), text]);
}
write(JSON.stringify(told));
`;

async function helpOfAll(language: Language): Promise<readonly (readonly [string, string])[]> {
  const names = JSON.stringify(namesOf(buildProgram({})));
  const { code, out, error } = await node(['--input-type=module', '-e', ALL, MAIN, language, names]);
  expect([code, error]).toEqual([0, '']);
  return JSON.parse(out);
}

/** What is said in words: without options, names of commands, what is typed, and what may be chosen. */
const wordsOf = (help: string): readonly string[] =>
  help
    .replace(/^ *fit4work-agent (?:.*\\\n)?.*$/gm, '')
    .replace(/^ {2}(?:bash|zsh|fish) {3}.*$/gm, '')
    .replace(/^(?:Gebruik|Usage): .*$/gm, (line) => line.replace(/fit4work-agent[a-z -]*/, ''))
    .replace(/^ {2}[a-z]+(?= )/gm, '')
    .replace(/`[^`]*`|"[^"]*"|--[a-z-]+|[A-Z0-9]+_[A-Z0-9_]+/g, '')
    .toLowerCase()
    .match(/\p{L}+/gu) ?? [];

const ENGLISH =
  'the and with what which who whom your you show shows print prints file files day days date command commands option options argument arguments usage example examples default choices display only from to that this not are for by has have its it if as at on or without until where seconds session text name list address wearable wearables grant grants passphrase vault log leaf leaves key keys message messages read reads result results exit error errors language language given all every one first last end so long most asked ask take put make gives give restore say says'.split(
    ' ',
  );
const DUTCH =
  'de het een en van niet wordt worden wat wie met uw bij dat die deze alle elke zonder geen naar voor uit zijn aan ook opties opdracht opdrachten gebruik voorbeelden standaard keuzes bestand dag dagen'.split(
    ' ',
  );

const flagsOf = (help: string): readonly string[] => [...new Set(help.match(/--[a-z][a-z-]+/g) ?? [])].sort();

describe('--help of every command', { timeout: 120_000 }, () => {
  const told = Promise.all(LANGUAGES.map(helpOfAll));

  it('is in Dutch without an English word, and in English without a Dutch one', async () => {
    const [dutch = [], english = []] = await told;
    expect(dutch.length).toBeGreaterThanOrEqual(22);
    for (const [name, help] of dutch) {
      expect([name, wordsOf(help).filter((word) => ENGLISH.includes(word))]).toEqual([name, []]);
      expect([name, wordsOf(help).filter((word) => DUTCH.includes(word)).length > 5]).toEqual([name, true]);
    }
    for (const [name, help] of english) {
      expect([name, wordsOf(help).filter((word) => DUTCH.includes(word))]).toEqual([name, []]);
      expect([name, wordsOf(help).filter((word) => ENGLISH.includes(word)).length > 5]).toEqual([name, true]);
    }
  });

  it('names the same options in both', async () => {
    const [dutch = [], english = []] = await told;
    expect(dutch.map(([name, help]) => [name, flagsOf(help)])).toEqual(
      english.map(([name, help]) => [name, flagsOf(help)]),
    );
  });
});

const NOBODY = {
  nl: 'fit4work-agent: In deze map is niemand ingeschreven; voer eerst `setup` uit, of `enrol` met een uitnodiging.\n',
  en: 'fit4work-agent: This state folder is not enrolled; run `setup` first, or `enrol` with an invitation.\n',
} as const;

describe('a refusal', () => {
  it.each<{ by: string; language: Language; args: readonly string[]; env: Readonly<Record<string, string>> }>([
    { by: '--language nl', language: 'nl', args: ['status', '--language', 'nl'], env: { LANG: 'en_GB.UTF-8' } },
    { by: '--language first', language: 'en', args: ['--language', 'en', 'status'], env: { LANG: 'nl_BE.UTF-8' } },
    { by: 'LANG', language: 'nl', args: ['status'], env: { LANG: 'nl_BE.UTF-8' } },
    { by: 'LC_ALL before LANG', language: 'en', args: ['status'], env: { LC_ALL: 'C', LANG: 'nl_BE.UTF-8' } },
    { by: 'nothing, which is English', language: 'en', args: ['status'], env: {} },
  ])('is in the language that is asked for by $by', async ({ language, args, env }) => {
    expect(await agent(args, env)).toEqual({ code: 1, out: '', error: NOBODY[language] });
  });

  it('of what cannot even be opened, and of a line that is not understood, is in that language as well', async () => {
    const env = { LANG: 'nl_BE.UTF-8', FIT4WORK_AGENT_KEEP_DAYS: '0' };
    const { code, error } = await agent(['status'], env);
    expect([code, error]).toEqual([1, expect.stringMatching(/^fit4work-agent: FIT4WORK_AGENT_KEEP_DAYS is 0; /)]);
    const misread = await agent(['stats', '--language', 'nl']);
    expect([misread.code, misread.error.split('\n', 1)]).toEqual([1, ["fout: onbekende opdracht 'stats'"]]);
  });

  it('says to a program in which language it is', async () => {
    const { out } = await agent(['status', '--json', '--language', 'nl']);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'not-enrolled', message: NOBODY.nl.slice('fit4work-agent: '.length, -1), language: 'nl' },
    });
  });
});

it('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(dirname(MAIN), '..', 'package.json'), 'utf8'));
  expect(await agent(['--version'])).toEqual({ code: 0, out: `${version}\n`, error: '' });
});
