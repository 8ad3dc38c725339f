import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildProgram } from '../cli.js';
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
async function run(...args: readonly string[]): Promise<{ code: unknown; out: string; error: string }> {
  const [out, error]: [string[], string[]] = [[], []];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => out.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((part) => error.push(String(part)) > 0);
  await runProgram(buildProgram({ FIT4WORK_AGENT_STATE: folder }), args);
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
    expect(document).toEqual({ error: { code: 'not-enrolled', message: expect.any(String) } });
    expect([code, error]).toEqual([1, `fit4work-agent: ${document.error.message}\n`]);
  });
});
