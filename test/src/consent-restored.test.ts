import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Network } from '../../edge-agent/test/index.js';

/* Consent that was damaged on the employee's disk comes back into the same vault, from real services. */

const AGENT = fileURLToPath(new URL('../../edge-agent/dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'consent-restored-'));
const passphrase = ['--passphrase-file', join(folder, 'passphrase')];
let network: Network;

beforeAll(async () => {
  writeFileSync(join(folder, 'passphrase'), 'vier woorden volstaan hier\n');
  network = await Network.start();
  writeFileSync(join(folder, 'invitation.json'), await network.invite());
});
afterAll(async () => {
  await network.close();
  rmSync(folder, { recursive: true });
});

/** What a command prints as JSON, and its exit code. */
const command = (...args: readonly string[]): Promise<{ code: unknown; told: Record<string, unknown> }> =>
  new Promise((resolve) => {
    const env = { FIT4WORK_AGENT_STATE: join(folder, 'state') };
    execFile(process.execPath, [AGENT, ...args, '--json'], { env }, (failed, out) => {
      resolve({ code: failed === null ? 0 : failed.code, told: JSON.parse(out) });
    });
  });

const share = async (coach: string): Promise<string> => {
  const what = ['--metrics', 'steps', '--granularity', 'day', '--from', '2026-01-01', '--until', '2026-12-31'];
  const { told } = await command('grant', '--coach', coach, ...what, '--yes', ...passphrase);
  expect(told).toMatchObject({ stored: true, proven: true });
  return String(told.grant);
};

it('a withdrawal that was lost on disk is fetched back, and nothing is shared until it is', async () => {
  await command('enrol', join(folder, 'invitation.json'), '--unattended', ...passphrase);
  const ended = await share('coach-1');
  expect((await command('withdraw', ended, ...passphrase)).told).toMatchObject({ stored: true });
  const lives = await share('coach-2');

  const db = new Database(join(folder, 'state', 'vault.db'));
  db.exec("DELETE FROM record WHERE id = (SELECT id FROM record WHERE kind = 'consent' ORDER BY id LIMIT 1 OFFSET 1)");
  db.close();
  expect(await command('grants')).toMatchObject({ code: 1, told: { complete: false } });
  // What is damaged and not set aside is no place to put anything.
  expect(await command('grants', '--confirm', '--yes', ...passphrase)).toMatchObject({
    code: 1,
    told: { error: { code: 'vault-damaged', message: expect.stringContaining('doctor --repair') } },
  });
  expect((await command('doctor', '--repair')).told).toMatchObject({ lost: ['record'] });
  expect(await command('grants')).toMatchObject({ code: 1, told: { complete: false } });

  expect(await command('grants', '--confirm', '--yes', ...passphrase)).toEqual({
    code: 0,
    told: { restored: 1, confirmed: [lives], lookedUp: true },
  });
  const { code, told } = await command('grants', '--all');
  expect([code, told.complete]).toEqual([0, true]);
  expect(told.events).toMatchObject([
    { event: 'grant', id: ended, state: 'withdrawn', stored: true },
    { event: 'withdrawal', grant: ended, stored: true, logIndex: expect.any(Number) },
    { event: 'grant', id: lives, state: 'live', stored: true },
  ]);
  expect(await command('status', '--check')).toMatchObject({ code: 0, told: { damaged: [], grantsUnconfirmed: [] } });
}, 120_000);
