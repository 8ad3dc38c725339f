import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../cli.js';
import { languageAsked } from '../core/language.js';
import { runProgram } from './run-program.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-program-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true });
});

/** In a state folder of nobody. */
async function run(...argv: readonly string[]): Promise<{ code: unknown; out: string; error: string }> {
  const [out, error]: [string[], string[]] = [[], []];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => out.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => error.push(String(part)) > 0);
  const language = languageAsked(argv, 'en');
  await runProgram(buildProgram({ FIT4WORK_AGENT_STATE: folder }, language), { argv, language });
  return { code: process.exitCode, out: out.join(''), error: error.join('') };
}

describe('a line that cannot be understood', () => {
  it.each([
    ['samples --from 2026-13-01 --until 2026-03-01 --json', 'Give a day of the calendar'],
    ['programme done x --json', 'Give a whole number'],
    ['pair --address a --family foo --json', 'foo'],
    ['rotate --wait -1 --json', 'Give a whole number'],
    ['grnt --json', "unknown command 'grnt'"],
  ])('is refused as data where JSON is asked for: %s', async (line, says) => {
    const { code, out, error } = await run(...line.split(' '));
    expect(code).toBe(1);
    expect(error).toContain(says);
    const document = JSON.parse(out);
    expect(document).toEqual({ error: { code: 'usage', message: expect.stringContaining(says), language: 'en' } });
    expect(document.error.message).not.toMatch(/^error|\n$/);
  });

  it('is refused as data in Dutch', async () => {
    const { out } = await run('status', '--json', '--xx', '--language', 'nl');
    expect(JSON.parse(out)).toEqual({ error: { code: 'usage', message: "onbekende optie '--xx'", language: 'nl' } });
  });

  it('is refused in words alone where JSON stands behind what ends the options', async () => {
    expect((await run('status', '--', '--json')).out).toBe('');
  });

  it('is refused by `help`, which names what there is not', async () => {
    const { code, out, error } = await run('help', 'foo');
    expect([code, out]).toEqual([1, '']);
    expect(error).toBe("error: unknown command 'foo'\n(fit4work-agent --help lists the commands)\n");
    expect((await run('help', 'foo', '--language', 'nl')).error).toContain("fout: onbekende opdracht 'foo'");
  });
});

describe('help', () => {
  it('is shown of a command, and of one below it, and is no failure', async () => {
    for (const [line, shows] of [
      ['help grant', 'Usage: fit4work-agent grant '],
      ['help messages send', 'Usage: fit4work-agent messages send '],
      ['help', 'Usage: fit4work-agent '],
      ['grant --help', 'Usage: fit4work-agent grant '],
    ] as const) {
      const { code, out } = await run(...line.split(' '));
      expect([code, out.startsWith(shows)]).toEqual([undefined, true]);
    }
  });
});

describe('what nobody foresaw', () => {
  const failing = (debug: boolean) => {
    const program = new Command('x').exitOverride();
    program.command('y').action(() => {
      throw Object.assign(new TypeError('with a value of 61'), { code: 'EWHAT' });
    });
    return runProgram(program, { argv: ['y'], language: 'nl', debug });
  };

  it('is one sentence with a code and what to do, and what it says only where that is asked for', async () => {
    const error: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((part) => error.push(String(part)) > 0);
    await failing(false);
    expect(error.join('')).toMatch(/^fit4work-agent: Er gebeurde iets.*\(EWHAT\).*\n$/);
    expect(process.exitCode).toBe(1);
    await failing(true);
    expect(error.join('')).toMatch(/with a value of 61\n +at /);
  });
});

describe('a command that fails', () => {
  it('says so in one sentence on standard error, and ends with 1', async () => {
    const { code, out, error } = await run('grants');
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/^fit4work-agent: This state folder is not enrolled.*\n$/);
  });

  it('gives a document with code and sentence as well where JSON was asked for', async () => {
    const { code, out, error } = await run('grants', '--json');
    const document = JSON.parse(out);
    expect(document).toEqual({ error: { code: 'not-enrolled', message: expect.any(String), language: 'en' } });
    expect([code, error]).toEqual([1, `fit4work-agent: ${document.error.message}\n`]);
  });

  it('says it in Dutch to who asks for Dutch, wherever on the line', async () => {
    const sentence = 'In deze map is niemand ingeschreven; voer eerst `setup` uit, of `enrol` met een uitnodiging.';
    for (const line of [
      ['grants', '--language', 'nl'],
      ['--language=nl', 'grants'],
    ]) {
      expect(await run(...line)).toEqual({ code: 1, out: '', error: `fit4work-agent: ${sentence}\n` });
    }
    const { out } = await run('grants', '--json', '--language', 'nl');
    expect(JSON.parse(out)).toEqual({ error: { code: 'not-enrolled', message: sentence, language: 'nl' } });
  });
});
