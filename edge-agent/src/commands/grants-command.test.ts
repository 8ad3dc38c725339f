import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { Command } from 'commander';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WitnessedLog } from '../../test/fakes.js';
import { ReadWorld } from '../../test/read-world.js';
import { NOW, type StoredPerson } from '../../test/recovery-world.js';
import { storedConsent } from '../../test/stored-consent.js';
import { openVault } from '../adapters/sqlite-open.js';
import { repairVault } from '../adapters/sqlite-repair.js';
import { openStore } from '../adapters/sqlite-store.js';
import type { Context } from '../context.js';
import { addGrants } from './grants-command.js';
import { runProgram } from './run-program.js';

let world: ReadWorld;
let context: Context;
let log: Server;
let lives: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  Object.assign(world, { log: new WitnessedLog() });
  world.now = NOW;
  await world.ports.vault.saveIdentity(world.identity);
  writeFileSync(join(world.vault.folder, 'passphrase'), 'een lange zin\n');
  log = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    void world.tiles(path).then((content) => response.writeHead(content === undefined ? 404 : 200).end(content));
  });
  await new Promise<void>((resolve) => log.listen(0, '127.0.0.1', resolve));
  await world.withdraw(await world.share());
  lives = await world.share({ coach: 'coach-2' });
  context = await repaired(await storedConsent(world));
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await context.vault.close();
  await new Promise((resolve) => log.close(resolve));
  await world.close();
});

/** The vault lost the end of a grant, and was repaired. */
async function repaired(stored: StoredPerson): Promise<Context> {
  await world.ports.vault.close();
  const path = join(world.vault.folder, 'vault.db');
  const { ledger, close } = openVault(path);
  ledger.db.exec("DELETE FROM record WHERE id = (SELECT id FROM record WHERE kind = 'consent' LIMIT 1 OFFSET 1)");
  close();
  repairVault(path, 1);
  const address = log.address();
  const logUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const config = { coachUrl: 'http://127.0.0.1:9', logUrl, zone: 'Europe/Brussels' } as Context['config'];
  const report = (): void => undefined;
  return { ...world.ports, ...openStore(path), config, report, coachApi: () => stored };
}

/** As the shell would, with nobody at a terminal. */
async function confirmAsData(...options: readonly string[]): Promise<{ code: unknown; documents: readonly unknown[] }> {
  const parts: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  process.exitCode = undefined;
  const program = new Command('fit4work-agent').exitOverride();
  addGrants(program, 'en', (use) => use(context));
  const passphrase = ['--passphrase-file', join(world.vault.folder, 'passphrase')];
  await runProgram(program, { argv: ['grants', '--confirm', '--json', ...options, ...passphrase], language: 'en' });
  vi.restoreAllMocks();
  const lines = parts.join('').trimEnd().split('\n');
  return { code: process.exitCode, documents: lines.map((line) => JSON.parse(line)) };
}

describe('grants --confirm --json', () => {
  it('is one document, which tells what was fetched back and what was confirmed', async () => {
    expect(await confirmAsData('--yes')).toEqual({
      code: undefined,
      documents: [{ restored: 1, confirmed: [lives], lookedUp: true }],
    });
    expect(await confirmAsData('--yes')).toEqual({ code: undefined, documents: [{ confirmed: [], lookedUp: true }] });
  });

  it('is one document where nobody can be asked, which tells what was fetched back all the same', async () => {
    const error = { code: 'bad-configuration', message: expect.stringContaining('--yes'), language: 'en' };
    expect(await confirmAsData()).toEqual({ code: 1, documents: [{ error, restored: 1 }] });
    expect(await confirmAsData()).toEqual({ code: 1, documents: [{ error }] });
    expect(await confirmAsData('--yes')).toEqual({
      code: undefined,
      documents: [{ confirmed: [lives], lookedUp: true }],
    });
  });
});
