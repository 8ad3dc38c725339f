import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExportWorld, membersOf } from '../../test/export-world.js';
import { SodiumPassphraseLock } from '../adapters/sodium-passphrase.js';
import { buildProgram } from '../cli.js';

const PASSPHRASE = 'vier woorden volstaan hier';

let world: ExportWorld;
let folder: string;
let server: Server;
let env: Record<string, string>;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ExportWorld.open();
  await world.live();
  const wrappedRoot = await new SodiumPassphraseLock(world.ports.entropy).wrap(world.vaultWorld.root, PASSPHRASE);
  await world.ports.vault.saveIdentity({ ...world.person.identity, wrappedRoot });
  folder = mkdtempSync(join(tmpdir(), 'exported-'));
  writeFileSync(join(folder, 'passphrase'), `${PASSPHRASE}\n`);
  server = createServer(({ url }, response) => {
    const file = world.log.files.get((url ?? '').slice(1));
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  env = {
    FIT4WORK_AGENT_STATE: world.vaultWorld.folder,
    FIT4WORK_AGENT_COACH_URL: 'http://127.0.0.1:1',
    FIT4WORK_AGENT_BROKER_URL: 'mqtt://127.0.0.1:1',
    FIT4WORK_AGENT_LOG_URL: `http://127.0.0.1:${port}`,
    LANG: 'nl_BE.UTF-8',
  };
});
afterEach(async () => {
  process.exitCode = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
  await world.close();
});

/** What the command prints, and the exit code that it asks for. */
async function agent(environment: Record<string, string>, ...words: string[]) {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  process.exitCode = undefined;
  try {
    await buildProgram(environment).parseAsync(['export', ...words], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { text: printed.join(''), code };
}

const exported = (name: string, ...more: string[]) =>
  agent(env, '--out', join(folder, name), '--passphrase-file', join(folder, 'passphrase'), ...more);

describe('the export command', () => {
  it('writes one file and nothing else, and verifies it without configuration or vault', async () => {
    const before = readdirSync(world.vaultWorld.folder);
    const { text } = await exported('all.tar.gz', '--json');
    expect(readdirSync(folder)).toEqual(['all.tar.gz', 'passphrase']);
    expect(readdirSync(world.vaultWorld.folder)).toEqual(before);
    const manifest = JSON.parse(text);
    expect([manifest.samples.steps, manifest.proven]).toEqual([1500, world.log.leaves.length]);
    const verified = await agent({}, '--verify', join(folder, 'all.tar.gz'), '--json');
    expect([JSON.parse(verified.text), verified.code]).toEqual([
      expect.objectContaining({ verdict: 'sound', samples: manifest.samples, pseudonym: manifest.pseudonym }),
      0,
    ]);
  });

  it('verifies a whole archive, and refuses what it would pass over', async () => {
    await exported('all.tar');
    const path = join(folder, 'all.tar');
    for (const more of [
      ['--from', '2026-01-01'],
      ['--until', '2026-01-01'],
      ['--out', 'other'],
      ['--passphrase-file', path],
    ]) {
      await expect(agent({}, '--verify', path, ...more)).rejects.toMatchObject({
        code: 'bad-configuration',
        message: expect.stringContaining('leave out --out, --from, --until and --passphrase-file'),
      });
    }
  });

  it('says whose an archive is that is sound, and which log it was held against', async () => {
    const manifest = JSON.parse((await exported('all.tar', '--json')).text);
    const { text } = await agent({}, '--verify', join(folder, 'all.tar'), '--language', 'en');
    expect(text.split('\n').slice(1)).toEqual([
      `Of the pseudonym: ${manifest.pseudonym}`,
      expect.stringMatching(/^Signed by the identity key: [0-9a-f]{64}$/),
      expect.stringMatching(
        new RegExp(
          `^Held against the log \\S+, of size ${world.log.leaves.length} and root [0-9a-f]{64}, confirmed by 1 witness$`,
        ),
      ),
      '',
    ]);
  });

  it('says that proofs are missing where the log does not answer, and what to do', async () => {
    const away = { ...env, FIT4WORK_AGENT_LOG_URL: 'http://127.0.0.1:1' };
    const path = join(folder, 'all.tar');
    const { text } = await agent(
      away,
      '--out',
      path,
      '--passphrase-file',
      join(folder, 'passphrase'),
      '--language',
      'en',
    );
    expect(text).toContain('there is no proof: the log did not answer, or did not have them yet; export again later');
    expect((await agent({}, '--verify', path, '--language', 'nl')).text).toContain('exporteer later opnieuw');
    expect((await exported('whole.tar', '--language', 'en')).text).not.toContain('there is no proof');
  });

  it('writes the same bytes when it is asked again', async () => {
    await exported('one.tar.gz');
    await exported('two.tar.gz');
    expect(readFileSync(join(folder, 'one.tar.gz')).equals(readFileSync(join(folder, 'two.tar.gz')))).toBe(true);
  });

  it('speaks Dutch or English to people', async () => {
    expect((await exported('all.tar')).text).toContain('1500 metingen van stappen');
    const verified = await agent({}, '--verify', join(folder, 'all.tar'), '--language', 'en');
    expect(verified.text).toMatch(/^Sound[.].*1500 samples of steps/);
    const readme = membersOf(readFileSync(join(folder, 'all.tar')))
      .get('README.txt')
      ?.bytes.toString('utf8');
    expect(readme).toContain('Uw gegevens uit Fit4Work');
  });

  it('ends with 1 for an archive that was changed, and with 2 where it cannot tell', async () => {
    await exported('all.tar');
    const path = join(folder, 'all.tar');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const changed = await agent({}, '--verify', path, '--json');
    expect([JSON.parse(changed.text).verdict, changed.code]).toEqual(['unsound', 1]);
    const absent = await agent({}, '--verify', join(folder, 'none.tar'), '--json');
    expect([JSON.parse(absent.text).verdict, absent.code]).toEqual(['unknown', 2]);
    const text = await agent({}, '--verify', join(folder, 'none.tar'), '--language', 'nl');
    expect(text.text).toContain('Niet na te gaan.');
  });

  it('notices a flipped bit wherever it is in a compressed archive', async () => {
    await exported('all.tar.gz');
    const path = join(folder, 'all.tar.gz');
    const bytes = readFileSync(path);
    const codes = new Set<string | number>();
    for (let turn = 0; turn < 24; turn += 1) {
      const at = Math.floor((bytes.length * (turn + 0.5)) / 24);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (turn % 8));
      writeFileSync(path, changed);
      codes.add((await agent({}, '--verify', path)).code);
    }
    expect([...codes]).toEqual([1]);
  });

  it('writes nothing with a wrong passphrase, or without a file to write', async () => {
    writeFileSync(join(folder, 'passphrase'), 'een andere zin\n');
    await expect(exported('all.tar')).rejects.toMatchObject({ code: 'bad-passphrase' });
    expect(existsSync(join(folder, 'all.tar'))).toBe(false);
    await expect(agent(env)).rejects.toMatchObject({ code: 'bad-configuration' });
    expect(readdirSync(folder)).toEqual(['passphrase']);
  });
});
