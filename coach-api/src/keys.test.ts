import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { boxKeyPair, cryptoReady, fromBase64Url } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, type RequirementName, requirement } from '../../test/src/requirement.js';
import { PostgresServer } from '../test/postgres-server.js';
import { openSealed, storeSealed } from '../test/sealed-records.js';
import { loadKeys, readPassphrase } from './adapters/key-file.js';
import { openPostgres } from './adapters/postgres/open.js';
import { SodiumOpener } from './adapters/sodium-opener.js';
import type { Database } from './adapters/sql/dialect.js';
import { openSqlite } from './adapters/sqlite/open.js';
import { keyPlaces } from './key-places.js';
import { House } from './testing/house.js';

await cryptoReady;
const KEYS = fileURLToPath(new URL('../dist/keys.js', import.meta.url));
const PASSPHRASE = 'vier woorden volstaan hier';
const COUNT = 200;
const LONG_AGO = 1_000;
let house: House;
beforeEach(async () => {
  house = await House.open();
  mkdirSync(house.file('state'));
  writeFileSync(house.file('passphrase'), PASSPHRASE, { mode: 0o600 });
});
afterEach(() => house.close());

function keys(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [KEYS, ...words], {
    encoding: 'utf8',
    env: house.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, stderr, parts: stdout === '' ? undefined : JSON.parse(stdout) };
}

const held = async () => {
  const places = keyPlaces(house.env);
  return (await loadKeys(places, () => readPassphrase(places))).secrets;
};

/** Starts the service with what is stored, and kills it after a while. */
async function runAndKill(ms: number): Promise<string> {
  const { child, stderr, exited } = await house.processes.start('coach-api', house.env);
  await delay(ms);
  child.kill('SIGKILL');
  await exited;
  return stderr();
}

const DATABASES: readonly { readonly name: string; readonly needs: readonly RequirementName[] }[] = [
  { name: 'SQLite', needs: [] },
  { name: 'PostgreSQL', needs: ['postgres'] },
];

for (const { name, needs } of DATABASES) {
  describeWith(needs, `the rotation of the box key, over ${name}`, () => {
    let server: PostgresServer | undefined;
    let url: string | undefined;
    beforeEach(async () => {
      if (needs.length === 0) return;
      server = await PostgresServer.start(requirement('postgres').path);
      url = server.url(await server.createDatabase());
      house.env.FIT4WORK_COACH_DATABASE_URL = url;
    });
    afterEach(async () => {
      await server?.stop();
      server = undefined;
    });
    const withDatabase = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
      const path = `${house.file('state')}/coach.db`;
      const database = await (url === undefined ? openSqlite(path) : openPostgres(url, 1_780_000_000));
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    };

    it('is killed anywhere, goes on at the next start, and destroys the older secret at the end', async () => {
      house.env.FIT4WORK_COACH_PASSPHRASE_FILE = house.file('passphrase');
      const seal = ['--passphrase-file', house.file('passphrase')];
      const made = JSON.parse(house.processes.run('coach-api', 'keygen', '--out', house.file('keys.json'), ...seal));
      const stored = { boxKey: fromBase64Url(made.boxKey), count: COUNT, enrolled: LONG_AGO };
      await withDatabase((database) => storeSealed(database, stored));
      const first = await held();
      const before = await withDatabase((database) => openSealed(database, new SodiumOpener(first.boxes)));
      expect(keys('rotate')).toMatchObject({ status: 0, parts: { signingKey: made.signingKey, older: 1 } });
      const lines: string[] = [];
      for (const ms of [0, 10, 40]) lines.push(await runAndKill(ms));
      const { boxes } = await held();
      expect(await withDatabase((database) => openSealed(database, new SodiumOpener(boxes)))).toMatchObject({
        ...before,
        older: expect.any(Number),
      });
      expect(keys('finish')).toMatchObject({ status: 1, stderr: expect.stringContaining('1 people were enrolled') });
      expect((await held()).boxes).toHaveLength(2);
      expect(keys('finish', '--leave-agents')).toMatchObject({ status: 0, parts: { older: 0 } });
      const { boxes: left } = await held();
      expect(left).toEqual([boxes[0]]);
      expect(await withDatabase((database) => openSealed(database, new SodiumOpener(left)))).toEqual({
        ...before,
        older: 0,
      });
      const account = await withDatabase((database) => database.queries.selectFrom('openings').selectAll().execute());
      expect(new Set(account.map(({ leaves }) => leaves))).toEqual(new Set(['reseal']));
      // Each was opened once, or again where a kill came before it was stored: none without being counted.
      expect(account.reduce((sum, { releases }) => sum + releases, 0)).toBeGreaterThanOrEqual(COUNT);
      expect(keys('finish')).toMatchObject({ status: 0, parts: { older: 0 } });
      const files = readdirSync(house.file('state')).map((file) =>
        readFileSync(`${house.file('state')}/${file}`, 'latin1'),
      );
      const secrets = [PASSPHRASE, ...boxes.map(({ secret }) => Buffer.from(secret).toString('base64'))];
      const raw = boxes.map(({ secret }) => Buffer.from(secret).toString('latin1'));
      for (const text of [...lines, ...files]) {
        for (const canary of [...secrets, ...raw]) expect(text.includes(canary)).toBe(false);
      }
    }, 120_000);
  });
}

describe('fit4work-coach-keys', () => {
  it('does not finish beside the service, nor while something does not open', async () => {
    house.makeKeys();
    const database = await openSqlite(`${house.file('state')}/coach.db`);
    await storeSealed(database, {
      boxKey: boxKeyPair(new Uint8Array(32).fill(9)).publicKey,
      count: 1,
      enrolled: 4_000_000_000,
    });
    await database.close();
    expect(keys('rotate').status).toBe(0);
    const { child, port, exited } = await house.processes.start('coach-api', house.env);
    house.env.FIT4WORK_COACH_PORT = String(port);
    expect(keys('finish')).toMatchObject({ status: 1, stderr: expect.stringContaining('stop the coach API') });
    child.kill('SIGKILL');
    await exited;
    expect(keys('finish').stderr).toMatch(/2 stored records do not open or are damaged/);
    expect((await held()).boxes).toHaveLength(2);
    expect(keys('finish', '--leave-unopened').status).toBe(0);
    expect((await held()).boxes).toHaveLength(1);
  });

  it('finishes by itself once every agent had sixty days to hear of the newest key', async () => {
    const { boxKey } = JSON.parse(
      house.processes.run('coach-api', 'keygen', '--plain', '--out', house.file('keys.json')),
    );
    const database = await openSqlite(`${house.file('state')}/coach.db`);
    await storeSealed(database, { boxKey: fromBase64Url(boxKey), count: 1, enrolled: LONG_AGO });
    await database.close();
    expect(keys('rotate').status).toBe(0);
    expect(keys('finish')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/younger than 60 days; finish from \d{4}-/),
    });
    const file = JSON.parse(readFileSync(house.file('keys.json'), 'utf8'));
    file.boxes[0].made -= 60 * 86_400;
    writeFileSync(house.file('keys.json'), JSON.stringify(file));
    expect(keys('finish')).toMatchObject({ status: 0, parts: { older: 0 } });
  });

  it('changes the signing key where the service does not run, and not beside it', async () => {
    house.makeKeys();
    const { child, port, exited } = await house.processes.start('coach-api', house.env);
    house.env.FIT4WORK_COACH_PORT = String(port);
    const before = (await held()).signingSeed;
    expect(keys('rotate', '--signing-key')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('stop the coach API'),
    });
    child.kill('SIGKILL');
    await exited;
    expect(keys('rotate', '--signing-key').status).toBe(0);
    const after = await held();
    expect(after.signingSeed).not.toEqual(before);
    expect(after.rotations?.list).toHaveLength(1);
  });

  it.each(['rotate', 'seal', 'finish'])('does not %s where its memory is shown', (word) => {
    house.makeKeys();
    const before = readFileSync(house.file('keys.json'));
    house.env.NODE_OPTIONS = '--heapsnapshot-signal=SIGUSR2';
    expect(keys(word).stderr).toMatch(/^The flag --heapsnapshot-signal shows what is in memory: start without it/);
    expect(readFileSync(house.file('keys.json'))).toEqual(before);
  });

  it('seals a file that was bare, and the keys stay', async () => {
    house.makeKeys();
    const before = await held();
    expect(keys('seal', '--passphrase-file', house.file('passphrase')).status).toBe(0);
    expect(readFileSync(house.file('keys.json'), 'utf8')).toMatch(/^\{"version":2,"salt"/);
    expect(keys('rotate').stderr).toMatch(/is sealed: point FIT4WORK_COACH_PASSPHRASE_FILE/);
    house.env.FIT4WORK_COACH_PASSPHRASE_FILE = house.file('passphrase');
    expect(await held()).toEqual(before);
  });

  it.each([
    [[]],
    [['turn']],
    [['rotate', 'finish']],
    [['rotate', '--leave-agents']],
    [['seal']],
    [['rotate', '--force']],
  ])('says how to ask, and changes nothing, when asked %j', async (words) => {
    house.makeKeys();
    const before = readFileSync(house.file('keys.json'));
    expect(keys(...words)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^Say what to do with the keys: /),
    });
    expect(readFileSync(house.file('keys.json'))).toEqual(before);
  });
});
