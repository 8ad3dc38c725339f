import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeVkey, noteSigner, parsePolicy } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, temporaryFolder } from '../../test/kit.js';
import { AnchorError } from '../error.js';
import { COMMAND_WORDS } from './command-words.js';
import { buildProgram } from './commands.js';
import { readWitnessConfig } from './config.js';
import { initWitness } from './init.js';
import { readStatus, type WitnessStatus } from './status.js';

let temporary: ReturnType<typeof temporaryFolder>;

beforeAll(() => sodium.ready);
beforeEach(() => {
  temporary = temporaryFolder();
});
afterEach(() => temporary.remove());

const path = (name: string): string => join(temporary.path, name);
const logKey = () => encodeVkey(noteSigner(ORIGIN, 1, new Uint8Array(32).fill(1)).key);
const witnessKey = () => encodeVkey(noteSigner('council.example', 4, new Uint8Array(32).fill(1)).key);
const init = (log = logKey(), name = 'council.example', folder = path('made')) =>
  initWitness({ name, log, folder, port: 7380 });

/** The message of what is thrown, which is one sentence or two on one line. */
function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AnchorError) return error.message;
    throw error;
  }
  return 'not refused';
}

describe('making a witness', () => {
  it('takes of a policy file its logs, and nothing else', () => {
    writeFileSync(path('policy'), `log ${logKey()} https://log.example\nwitness a ${witnessKey()}\nquorum a\n`);
    expect(init(path('policy')).logs).toEqual([ORIGIN]);
    const text = readFileSync(path('made/logs.policy'), 'utf8');
    expect(text).toBe(`log ${logKey()}\nquorum none\n`);
    expect(parsePolicy(text).witnesses).toEqual([]);
  });

  it('gives the same configuration wherever the folder is moved', () => {
    const { config } = init();
    expect(readWitnessConfig({}, config)).toMatchObject({
      keyFile: path('made/witness.key'),
      stateFile: path('made/state.json'),
      evidenceFolder: path('made/evidence'),
      port: 7380,
    });
    expect(statSync(path('made/witness.key')).mode & 0o777).toBe(0o600);
  });

  it('never goes over a folder that is there: a key would be lost', () => {
    init();
    const key = readFileSync(path('made/witness.key'));
    expect(refusal(init)).toMatch(/exists already: give a new one/);
    expect(readFileSync(path('made/witness.key'))).toEqual(key);
  });

  it('refuses what cannot be used, in one line, and leaves nothing behind', () => {
    writeFileSync(path('empty'), 'quorum none\n');
    const before = readdirSync(temporary.path);
    expect(refusal(() => init('nowhere'))).toBe('nowhere is no key of a log and no policy file.');
    expect(refusal(() => init(witnessKey()))).toMatch(/^\S+ is no key of a log .*not of type 1\.$/);
    expect(refusal(() => init(path('empty')))).toMatch(/names no log: give one that does\.$/);
    expect(refusal(() => init(logKey(), 'the council'))).toMatch(/^The key file \S+ cannot be used: its name .*\.$/);
    expect(refusal(() => init(logKey(), 'a', path('empty/made')))).toMatch(/^The folder \S+ cannot be made: .*\.$/);
    expect(readdirSync(temporary.path)).toEqual(before);
  });
});

describe('the configuration of a witness', () => {
  const read = (text: string, env = {}) => {
    writeFileSync(path('config'), text);
    return readWitnessConfig({ FIT4WORK_WITNESS_CONFIG: path('config'), ...env });
  };
  const whole = '"key":"k","logs":"l","state":"s"';

  it('is a file, over which the environment goes where it says anything', () => {
    const config = read(`{${whole},"port":7,"rate":3}`, { FIT4WORK_WITNESS_PORT: '8', FIT4WORK_WITNESS_KEY: '' });
    expect(config).toEqual({
      host: '127.0.0.1',
      connectionsOfOne: 128,
      port: 8,
      keyFile: path('k'),
      logsFile: path('l'),
      stateFile: path('s'),
      statementsFile: `${path('s')}.statements`,
      evidenceFolder: `${path('s')}.evidence`,
      perSecond: 3,
      trustedProxy: [],
    });
  });

  it.each([
    ['no JSON', 'port=7', /cannot be read as JSON: give the file that "init" made\.$/],
    ['a list', '[]', /is no JSON object: give the file that "init" made\.$/],
    ['a setting that there is not', '{"ports":7}', /has the setting "ports", which there is not: remove it\.$/],
    ['a setting of another kind', '{"port":true}', /has no text and no number for "port": correct it\.$/],
    ['plain HTTP beyond this machine', `{${whole},"host":"0.0.0.0"}`, /speaks plain HTTP: .*PLAINTEXT=accepted\.$/],
    [
      'a rate of none',
      `{${whole},"rate":0}`,
      /^FIT4WORK_WITNESS_RATE is not a whole number of 1 to 100000: correct it\.$/,
    ],
    ['nothing', '{}', /^FIT4WORK_WITNESS_STATE is not set: give the file of its state\.$/],
  ])('that is or has %s is refused in one sentence', (_title, text, message) => {
    expect(refusal(() => read(text))).toMatch(message);
  });

  it('may accept plain HTTP in so many words', () => {
    expect(read(`{${whole},"host":"0.0.0.0","plaintext":"accepted"}`).host).toBe('0.0.0.0');
  });
});

describe('what the program says', () => {
  const helpOf = (...args: readonly string[]): string => {
    const program = buildProgram({}, args);
    const command = program.commands.find((each) => each.name() === args[0]) ?? program;
    return command.helpInformation();
  };

  it('is Dutch, and English where it is asked for', () => {
    expect(helpOf()).toMatch(/^Gebruik: .*Opdrachten:/s);
    expect(helpOf('--language=en')).toMatch(/^Usage: .*Commands:/s);
    expect(helpOf('--language', 'en')).toMatch(/^Usage: .*Commands:/s);
    expect(helpOf('init')).toContain('maakt de sleutel en de instellingen van een nieuwe getuige');
    expect(Object.keys(COMMAND_WORDS.nl)).toEqual(Object.keys(COMMAND_WORDS.en));
  });

  it('hands out the public key and says whom the secret one is for', () => {
    const made = init();
    expect(COMMAND_WORDS.nl.made(made)).toMatch(/Geef deze openbare sleutel.*geef die aan niemand/s);
    expect(COMMAND_WORDS.en.made(made)).toContain(made.vkey);
    expect(COMMAND_WORDS.en.made(made)).toMatch(/Give this public key.*give it to nobody/s);
  });

  it('tells the state of a witness that does not answer, of one without a fixed port, and alarms', async () => {
    const { config } = init();
    const env = { FIT4WORK_WITNESS_PORT: '0' };
    const status = await readStatus(readWitnessConfig(env, config));
    expect(status).toMatchObject({ answers: null, alarms: [], logs: [{ origin: ORIGIN, size: 0, cosigned: null }] });
    const other: WitnessStatus = {
      ...status,
      answers: false,
      alarms: ['a-1-1'],
      logs: [{ origin: ORIGIN, size: 12, cosigned: '2026-07-27T10:00:00.000Z' }],
    };
    const { nl, en } = COMMAND_WORDS;
    expect(nl.state(status)).toBe(`Getuige council.example\n${ORIGIN}: nog niets ondertekend\nGeen alarm.\n`);
    expect(en.state(status)).toBe(`Witness council.example\n${ORIGIN}: nothing signed yet\nNo alarm.\n`);
    expect(nl.state(other)).toMatch(/antwoordt niet\n.*stand van 12 regels.*\nALARM: bewijs van bedrog in a-1-1\n/s);
    expect(en.state({ ...other, answers: true })).toMatch(/runs\n.*state of 12 lines.*\nALARM: .* a-1-1\n/s);
  });
});
