import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, toRecoveryWords } from '@fit4work/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { invitationTo } from '../test/invitations.js';
import { lockRepair, lockRun } from './adapters/sqlite-run-lock.js';
import { openStore } from './adapters/sqlite-store.js';
import { unmakeVault } from './adapters/sqlite-unmade.js';
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

/** A coach API that refuses whatever it is asked. */
let refusing: Server;
let coach: string;
beforeAll(async () => {
  await cryptoReady;
  refusing = createServer((_, response) => response.writeHead(403).end());
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  const address = refusing.address();
  coach = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => new Promise((resolve) => refusing.close(resolve)));

const AWAY = 'http://127.0.0.1:9';
const WORDS = toRecoveryWords(new Uint8Array(32).fill(3));
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), `${text}\n`);
  return join(folder, name);
};
const recovering = (words: string, url: string): readonly string[] => [
  ...['recover', '--coach', url, '--words-file', written('words', words), ...passphrase()],
];
const LATE = { expires: 4_000_000_000 };
const enrolling = (text: string): readonly string[] => [
  ...['enrol', written('invitation', text), '--unattended', ...passphrase()],
];
const invited = (url: string, changed = LATE): readonly string[] =>
  enrolling(JSON.stringify(invitationTo(url, changed)));
const FAILING: readonly (readonly [string, string, () => readonly string[]])[] = [
  ['recover with words that are none', 'bad-words', () => recovering(`${WORDS} x`, coach)],
  ['recover with words of nobody', 'refused', () => recovering(WORDS, coach)],
  ['recover at an address where nobody is', 'unreachable', () => recovering(WORDS, AWAY)],
  ['recover at what is no address', 'bad-configuration', () => recovering(WORDS, 'coach')],
  ['enrol with what is no invitation', 'bad-invitation', () => enrolling('{}')],
  ['enrol with an invitation that expired', 'bad-invitation', () => invited(coach, { expires: 1 })],
  ['enrol with an invitation that is refused', 'refused', () => invited(coach)],
];

describe('what makes a vault, and failed before there was anything to keep,', () => {
  beforeEach(() => writeFileSync(join(folder, 'passphrase'), 'een lange zin\n'));

  it.each(FAILING)('%s leaves nothing', async (_, code, args) => {
    const state = join(folder, 'state');
    expect(await refusal(state, args())).toMatchObject({ code });
    expect(readdirSync(state)).toEqual([]);
  });

  it('enrol keeps the keys of which nobody knows whether they were registered', async () => {
    const state = join(folder, 'state');
    expect(await refusal(state, invited(AWAY))).toMatchObject({ code: 'unreachable' });
    const before = readdirSync(state);
    expect(before).toContain('vault.db');
    expect(await refusal(state, invited(coach))).toMatchObject({ code: 'refused' });
    expect(readdirSync(state)).toEqual(before);
  });

  it('keeps a vault on which a run is at work, or that is being repaired', async () => {
    const path = join(folder, 'vault.db');
    await openStore(path).vault.close();
    for (const lock of [lockRun, lockRepair]) {
      const release = lock(folder);
      unmakeVault(path, () => true);
      expect(existsSync(path)).toBe(true);
      release();
    }
    unmakeVault(path, () => true);
    expect(existsSync(path)).toBe(false);
  });

  it('keeps a vault that somebody else has open', async () => {
    const path = join(folder, 'vault.db');
    const store = openStore(path);
    unmakeVault(path, () => true);
    await store.vault.pair({ address: 'c0:00:00:00:00:01', family: 'huami', key: new Uint8Array(16) });
    await store.vault.close();
    expect(existsSync(path)).toBe(true);
    unmakeVault(path, ({ wearables }) => wearables === 0);
    expect(existsSync(path)).toBe(true);
    const again = openStore(path);
    expect(await again.vault.wearables()).toHaveLength(1);
    await again.vault.close();
    unmakeVault(path, ({ wearables }) => wearables === 1);
    expect(readdirSync(folder)).toEqual(['passphrase']);
  });
});

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
