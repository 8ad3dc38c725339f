import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { buildProgram } from '../cli.js';
import type { Language } from '../core/language.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a line prints. */
async function printed(line: readonly string[], language: Language): Promise<string> {
  const parts: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  try {
    await buildProgram({}, language).parseAsync(line, { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return parts.join('');
}

/** The script as the command prints it, in a file. */
async function scriptOf(shell: string): Promise<string> {
  const path = join(folder, `script.${shell}`);
  writeFileSync(path, await printed(['completion', shell], 'en'));
  return path;
}

const linesOf = (shell: string, ...args: readonly string[]): readonly string[] =>
  execFileSync(shell, args, { encoding: 'utf8', cwd: folder })
    .split('\n')
    .filter((line) => line !== '');

describeWith(['bash'], 'completion in bash', () => {
  /** What is offered for the last word. */
  const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
    const asked = `COMP_WORDS=(fit4work-agent ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}`;
    const script = await scriptOf('bash');
    return linesOf(
      'bash',
      '--norc',
      '-euc',
      `source ${script}; ${asked}; _fit4work_agent; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
  };

  it('offers the commands, those that begin so', async () => {
    const all = buildProgram({}).commands.map((command) => command.name());
    expect([...(await offered(''))].sort()).toEqual([...all].sort());
    expect(await offered('gr')).toEqual(['grant', 'grants']);
  });

  it('offers the options of the command, the choices of an option, and files where a value may be anything', async () => {
    expect(await offered('grant', '--pre')).toEqual(['--preview']);
    expect(await offered('withdraw', '--a')).toEqual(['--all']);
    expect(await offered('grant', '--language', '')).toEqual(['nl', 'en']);
    expect(await offered('samples', '--granularity', 'h')).toEqual(['hour']);
    expect(await offered('export', '--out', 'scr')).toEqual(['script.bash']);
    expect(await offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it('goes by the command wherever it stands, and takes no value for one', async () => {
    expect(await offered('--language', 'nl', 'gr')).toEqual(['grant', 'grants']);
    expect(await offered('--language', '=', 'nl', 'grant', '--pre')).toEqual(['--preview']);
    expect(await offered('--language', '')).toEqual(['nl', 'en']);
    expect(await offered('--language', '=')).toEqual(['nl', 'en']);
    expect(await offered('--lang')).toEqual(['--language']);
    expect(await offered('grant', '--coach', 'withdraw', '--pre')).toEqual(['--preview']);
  });

  it('offers of a list what is not in it yet, after what is', async () => {
    expect(await offered('samples', '--metrics', 's')).toEqual(['steps', 'sleep']);
    expect(await offered('samples', '--metrics', 'steps,')).toEqual(['steps,heart-rate', 'steps,sleep']);
    expect(await offered('grant', '--granularity', '=', 'raw,day,h')).toEqual(['raw,day,hour']);
    expect(await offered('samples', '--granularity', 'day,')).toEqual([]);
  });

  it('goes on within a word that has both the option and its value', async () => {
    expect(await offered('samples', '--metrics=st')).toEqual(['--metrics=steps']);
    expect(await offered('samples', '--metrics=steps,s')).toEqual(['--metrics=steps,sleep']);
    expect(await offered('--language=')).toEqual(['--language=nl', '--language=en']);
    expect(await offered('--language=nl', 'grant', '--pre')).toEqual(['--preview']);
    expect(await offered('grant', '--coach=c')).toEqual([]);
    expect(await offered('export', '--out=scr')).toEqual(['--out=script.bash']);
  });

  it('offers no file where a date, a number or an id stands, and whole names where a file does', async () => {
    writeFileSync(join(folder, 'my words'), '');
    for (const option of ['--from', '--until', '--coach', '--days-valid']) {
      expect(await offered('grant', option, '')).toEqual([]);
    }
    expect(await offered('recover', '--words-file', 'my')).toEqual(['my words']);
    expect(await offered('enrol', 'my')).toEqual(['my words']);
  });

  it('offers the commands below a command, and the options of those', async () => {
    expect(await offered('messages', 's')).toEqual(['send']);
    expect(await offered('messages', 'send', '--co')).toEqual(['--coach']);
    expect(await offered('messages', '--json', 'send', '--language', '')).toEqual(['nl', 'en']);
    expect(await offered('programme', 'done', '--undo')).toEqual(['--undone']);
  });
});

describeWith(['fish'], 'completion in fish', () => {
  const offered = async (typed: string): Promise<readonly string[]> => {
    const script = await scriptOf('fish');
    const lines = linesOf('fish', '--no-config', '-c', `source ${script}; complete -C '${typed}'`);
    return lines.map((line) => line.split('\t', 1)[0] ?? '');
  };

  it('offers commands, options and choices', async () => {
    expect(await offered('fit4work-agent with')).toEqual(['withdraw']);
    expect(await offered('fit4work-agent grant --pre')).toEqual(['--preview']);
    expect(await offered('fit4work-agent grant --language ')).toEqual(['en', 'nl']);
    expect(await offered('fit4work-agent completion z')).toEqual(['zsh']);
    expect(await offered('fit4work-agent programme d')).toEqual(['done']);
    expect(await offered('fit4work-agent programme done --undo')).toEqual(['--undone']);
    expect(await offered('fit4work-agent programme done --al')).toEqual([]);
  });

  it('goes by the command wherever it stands, goes on with a list, and offers files for files alone', async () => {
    expect(await offered('fit4work-agent --language nl gr')).toEqual(['grant', 'grants']);
    expect(await offered('fit4work-agent --language=nl grant --pre')).toEqual(['--preview']);
    expect(await offered('fit4work-agent grant --coach withdraw --pre')).toEqual(['--preview']);
    expect(await offered('fit4work-agent --language ')).toEqual(['en', 'nl']);
    expect(await offered('fit4work-agent grant --metrics steps,')).toEqual(['steps,heart-rate', 'steps,sleep']);
    expect(await offered('fit4work-agent grant --metrics=steps,s')).toEqual(['--metrics=steps,sleep']);
    expect(await offered('fit4work-agent grant --from ')).toEqual([]);
    expect(await offered('fit4work-agent export --out s')).toEqual(['script.fish']);
    expect(await offered('fit4work-agent enrol s')).toEqual(['script.fish']);
  });
});

/** A zsh in a terminal of its own, of which every match that it finds is written to a file. */
const ZSH_ASKED = String.raw`
zmodload zsh/zpty
zpty shell zsh -f -i
for line in \
  'PROMPT= RPROMPT=; autoload -Uz compinit && compinit -D -u' \
  "source $1" \
  'compadd() { local -a matched; builtin compadd -O matched "$@"; print -rl -- $matched >> matches; builtin compadd "$@" }' \
  'asked() { zle complete-word; kill -KILL $$ }; zle -N asked; bindkey "^I" asked'
do zpty -w shell "$line"; done
zpty -n -w shell "$2"$'\t'
while zpty -r shell; do :; done > /dev/null
`;

describeWith(['zsh'], 'completion in zsh', () => {
  /** What zsh itself offers for the last word. */
  const offered = async (typed: string): Promise<readonly string[]> => {
    const script = await scriptOf('zsh');
    const env = { PATH: process.env.PATH, HOME: folder, TERM: 'xterm' };
    execFileSync('zsh', ['-f', '-c', ZSH_ASKED, 'zsh', script, typed], { cwd: folder, env, timeout: 60_000 });
    const path = join(folder, 'matches');
    const matches = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    rmSync(path, { force: true });
    return [...new Set(matches.filter((match) => match !== ''))].sort();
  };

  it.each([
    ['fit4work-agent --language nl gr', ['grant', 'grants']],
    ['fit4work-agent --language=nl grant --pre', ['--preview']],
    ['fit4work-agent messages --json send --language=', ['en', 'nl']],
    ['fit4work-agent samples --metrics steps,', ['heart-rate', 'sleep']],
    ['fit4work-agent samples --from ', []],
    ['fit4work-agent export --out s', ['script.zsh']],
    ['fit4work-agent programme d', ['done']],
  ] as const)('offers after %j what belongs there', async (typed, matches) => {
    expect(await offered(typed)).toEqual(matches);
  });

  it('completes at once where it is loaded out of a folder', async () => {
    const script = await scriptOf('zsh');
    const stubs = '_arguments() { print -rl -- "$@" }; words=(fit4work-agent grant ""); CURRENT=3';
    writeFileSync(join(folder, '_fit4work_agent'), readFileSync(script));
    const told = linesOf(
      'zsh',
      '-f',
      '-c',
      `fpath=(. $fpath); autoload -Uz _fit4work_agent; ${stubs}; _fit4work_agent`,
    );
    expect(told).toContain('--preview[only show what the coach would see – sign nothing]');
  });
});

describe('completion', () => {
  it.each(['nl', 'en'] as const)(
    'takes the language wherever it stands on the line, and speaks it: %s',
    async (language) => {
      const named = ['--language', language];
      const before = await printed([...named, 'completion', 'fish'], language);
      expect(await printed(['completion', 'fish', ...named], language)).toBe(before);
      expect(await printed(['completion', ...named, 'fish'], language)).toBe(before);
      const [command] = buildProgram({}, language).commands;
      expect(before).toContain(command?.summary());
    },
  );

  it('knows no other shell', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const program = buildProgram({}).exitOverride();
    for (const command of program.commands) command.exitOverride();
    await expect(program.parseAsync(['completion', 'tcsh'], { from: 'user' })).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
    stderr.mockRestore();
  });
});
