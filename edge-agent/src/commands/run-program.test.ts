import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    const sentence = 'In deze map is niemand ingeschreven; voer eerst `enrol` uit met een uitnodiging.';
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
