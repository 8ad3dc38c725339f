import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeWith } from '../../../test/src/requirement.js';
import { buildProgram } from '../cli.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The script as the command prints it, in a file. */
async function scriptOf(shell: string): Promise<string> {
  const parts: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  await buildProgram({}).parseAsync(['completion', shell], { from: 'user' });
  spy.mockRestore();
  const path = join(folder, `script.${shell}`);
  writeFileSync(path, parts.join(''));
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
});

describeWith(['zsh'], 'completion in zsh', () => {
  /** What zsh's own completion functions are told: they do the rest. */
  const told = async (...words: readonly string[]): Promise<readonly string[]> => {
    const script = await scriptOf('zsh');
    const stubs = `compdef() {}; _arguments() { print -rl -- "$@" }; _describe() { print -rl -- "\${(@P)2}" }`;
    const asked = `words=(fit4work-agent ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}`;
    return linesOf('zsh', '-f', '-c', `${stubs}; source ${script}; ${asked}; _fit4work_agent`);
  };

  it('describes the commands, the options of one, and their choices', async () => {
    expect(await told('')).toContain('withdraw:end a grant, in one step');
    const options = await told('grant', '');
    expect(options).toContain('--preview[only show what the coach would see – sign nothing]');
    expect(options).toContain('--language[of all that is said, of errors and of help]:value:(nl en)');
    expect(await told('completion', '')).toContain('1:value:(bash zsh fish)');
    expect(await told('messages', '')).toContain('1:value:(send)');
    expect(await told('messages', '--json', 'send', '')).toContain('--coach[to whom]:value:_files');
  });
});

describe('completion', () => {
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
