import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeWith, requirement } from '../../test/src/requirement.js';
import { House } from './testing/house.js';

const KEYGEN = fileURLToPath(new URL('../dist/keygen.js', import.meta.url));
const PASSPHRASE = 'vier woorden volstaan hier';
let house: House;
beforeEach(async () => {
  house = await House.open();
  writeFileSync(house.file('passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 });
});
afterEach(() => house.close());

const seal = (): string[] => ['--out', house.file('keys.json'), '--passphrase-file', house.file('passphrase')];
const keygen = (...more: readonly string[]) =>
  spawnSync(process.execPath, [KEYGEN, ...more], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('a coach API whose keys are sealed', () => {
  it('starts with the passphrase in a file, and neither is in what it writes', async () => {
    const { jwk } = JSON.parse(house.processes.run('coach-api', 'keygen', ...seal()));
    expect(jwk).toMatchObject({ f4w_role: 'coach-api' });
    house.env.FIT4WORK_COACH_PASSPHRASE_FILE = house.file('passphrase');
    const { child, stderr, exited } = await house.processes.start('coach-api', house.env);
    expect(readFileSync(`/proc/${child.pid}/environ`, 'latin1')).not.toContain(PASSPHRASE);
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    expect(stderr()).not.toContain('keys-not-sealed');
    const state = readdirSync(house.file('state')).map((name) =>
      readFileSync(`${house.file('state')}/${name}`, 'latin1'),
    );
    for (const text of [stderr(), ...state]) expect(text).not.toContain(PASSPHRASE);
  });

  it('starts with keys that systemd gives as a credential, without a warning', async () => {
    house.makeKeys();
    mkdirSync(house.file('credentials'));
    renameSync(house.file('keys.json'), house.file('credentials/coach-keys'));
    const { FIT4WORK_COACH_KEYS: _, ...env } = house.env;
    const { child, stderr, exited } = await house.processes.start('coach-api', {
      ...env,
      CREDENTIALS_DIRECTORY: house.file('credentials'),
    });
    child.kill('SIGTERM');
    await exited;
    expect(stderr()).not.toContain('keys-not-sealed');
  });

  it.each([
    ['without a passphrase', undefined, /^The key file .* is sealed: point FIT4WORK_COACH_PASSPHRASE_FILE/],
    ['with another', 'een heel andere zin', /^The passphrase does not open the key file: check/],
  ])('does not start %s', async (_title, said, message) => {
    house.processes.run('coach-api', 'keygen', ...seal());
    if (said !== undefined) {
      writeFileSync(house.file('passphrase'), said);
      house.env.FIT4WORK_COACH_PASSPHRASE_FILE = house.file('passphrase');
    }
    const { exited, stderr } = house.processes.launch('coach-api', house.env);
    expect((await exited)[0]).toBe(1);
    expect(stderr()).toMatch(message);
    expect(readdirSync(house.file('.'))).not.toContain('state');
  });

  it('warns at each start where they are not sealed', async () => {
    house.makeKeys();
    const { child, stderr, exited } = await house.processes.start('coach-api', house.env);
    child.kill('SIGTERM');
    await exited;
    expect(stderr()).toContain('"event":"keys-not-sealed"');
  });
});

describe('keygen', () => {
  it.each([
    ['that is not told what seals them', () => ['--out', house.file('k')]],
    ['that is told two things', () => ['--plain', ...seal()]],
    ['that is told no place', () => ['--plain']],
    ['with a word that it does not know', () => ['--passphrase', PASSPHRASE, '--out', house.file('k')]],
  ])('%s makes nothing, and says how to ask', (_title, words) => {
    const { status, stderr, stdout } = keygen(...words());
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Say where the keys shall go, and what seals them: .*\n$/);
    expect(readdirSync(house.file('.'))).not.toContain('k');
  });
});

describeWith(['script'], 'keygen at a terminal', () => {
  it('asks twice, and seals by the answer', () => {
    const asked = `${process.execPath} ${KEYGEN} --out ${house.file('typed.json')}`;
    const typed = execFileSync(requirement('script').path, ['-qec', asked, '/dev/null'], {
      input: `${PASSPHRASE}\r${PASSPHRASE}\r`,
      encoding: 'utf8',
    });
    expect(typed).toContain('Once more:');
    expect(readFileSync(house.file('typed.json'), 'utf8')).toMatch(/^\{"version":2,"salt":/);
  });
});
