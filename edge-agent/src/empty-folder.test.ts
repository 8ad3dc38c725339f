import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram } from './cli.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'empty-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const DAYS = ['--from', '2026-11-01', '--until', '2026-11-02'];
const passphrase = (): readonly string[] => ['--passphrase-file', join(folder, 'passphrase')];
const COMMANDS: readonly (readonly [string, () => readonly string[]])[] = [
  ['status', () => ['status']],
  ['status --check', () => ['status', '--check']],
  ['run', () => ['run', '--once']],
  ['page', () => ['page']],
  ['samples', () => ['samples', ...DAYS]],
  [
    'grant',
    () => ['grant', '--coach', 'coach-1', '--metrics', 'steps', '--granularity', 'day', ...DAYS, ...passphrase()],
  ],
  ['withdraw', () => ['withdraw', '--all', ...passphrase()]],
  ['grants', () => ['grants']],
  ['grants --confirm', () => ['grants', '--confirm', '--yes', ...passphrase()]],
  ['reads', () => ['reads', ...passphrase()]],
  ['messages', () => ['messages', ...passphrase()]],
  ['programme', () => ['programme', ...passphrase()]],
  ['erase --list', () => ['erase', '--list']],
  ['erase', () => ['erase', '--all', '--yes', ...passphrase()]],
  ['export', () => ['export', '--out', join(folder, 'archive'), ...passphrase()]],
  ['rotate', () => ['rotate', ...passphrase()]],
  ['seal', () => ['seal', ...passphrase()]],
  ['unpair', () => ['unpair', '--address', 'c0:00:00:00:00:01']],
  ['doctor --repair', () => ['doctor', '--repair']],
];

/** What a command refuses, in a state folder of nobody. */
const refusal = (state: string, args: readonly string[]): Promise<unknown> =>
  buildProgram({ FIT4WORK_AGENT_STATE: state })
    .parseAsync(args, { from: 'user' })
    .then(
      () => undefined,
      (error: unknown) => error,
    );

describe('where nobody is enrolled', () => {
  beforeEach(() => writeFileSync(join(folder, 'passphrase'), 'een lange zin\n'));

  it.each(COMMANDS)('%s says what to do, and makes nothing', async (_, args) => {
    const told = {
      code: 'not-enrolled',
      said: { en: expect.stringContaining('`enrol`'), nl: expect.stringContaining('`enrol`') },
    };
    const [missing, empty] = [join(folder, 'missing'), join(folder, 'empty')];
    mkdirSync(empty);
    for (const state of [missing, empty]) expect(await refusal(state, args())).toMatchObject(told);
    expect(existsSync(missing)).toBe(false);
    expect(readdirSync(empty)).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['empty', 'passphrase']);
  });

  it('a vault that was deleted is not taken for one that never was', async () => {
    writeFileSync(join(folder, 'vault.db-head'), 'something');
    expect(await refusal(folder, ['status'])).toMatchObject({ code: 'vault-damaged' });
    expect(readdirSync(folder).sort()).toEqual(['passphrase', 'vault.db-head']);
  });
});
