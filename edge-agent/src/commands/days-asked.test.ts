import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandWorld } from '../../test/command-world.js';
import { DAY, NEXT } from '../../test/vault-world.js';
import { checkGrantTerm } from '../core/grant-term.js';
import { FIRST_DAY, LAST_DAY } from '../core/known-days.js';
import { stretchOf } from '../erase-days.js';

let commands: CommandWorld;
let folder: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  commands = await CommandWorld.open();
  folder = mkdtempSync(join(tmpdir(), 'days-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await commands.close();
});

const granting = ['grant', '--coach', 'coach-1', '--metrics', 'steps', '--granularity', 'day'];
/** What a person is told who asks so. */
const refusal = async (...line: readonly string[]): Promise<string> => {
  const error: unknown = await commands.run('C', ...line).catch((refused: unknown) => refused);
  return error instanceof Error ? error.message : 'nothing was refused';
};

describe('days of which no agent can know anything are refused as they are asked for', () => {
  it.each([
    ['grant', '--from', [...granting, '--from', '1899-12-31', '--until', NEXT, '--yes']],
    ['grant', '--until', [...granting, '--from', DAY, '--until', '9999-12-31', '--preview']],
    ['erase', '--from', ['erase', '--from', '1969-01-01', '--until', DAY, '--yes']],
    ['erase', '--day', ['erase', '--day', '1969-01-01', '--yes']],
    ['samples', '--from', ['samples', '--from', '1970-01-01', '--until', DAY]],
    ['export', '--from', ['export', '--out', 'nowhere', '--from', '0000-01-01']],
  ])('%s %s', async (_, option, line) => {
    expect(await refusal(...line, ...commands.passphrase)).toMatch(
      new RegExp(`option '${option} <date>'.* invalid\\. Give a day from ${FIRST_DAY} to ${LAST_DAY}\\.`),
    );
  });

  it('and what is in no calendar', async () => {
    expect(await refusal('erase', '--day', '2026-02-30', '--yes')).toContain('Give a day of the calendar, YYYY-MM-DD.');
  });

  it('the first and the last of them are none of those', async () => {
    const whole = [...granting, '--from', FIRST_DAY, '--until', LAST_DAY, '--preview', ...commands.passphrase];
    expect((await commands.run('C', ...whole)).said).toContain('nothing was signed');
    const all = ['samples', '--from', FIRST_DAY, '--until', LAST_DAY];
    expect((await commands.run('C', ...all)).code).toBeUndefined();
  });

  it('wherever they are asked from', () => {
    const now = 1_900_000_000;
    const zone = 'Europe/Brussels';
    const said = (asked: () => unknown) =>
      expect(asked).toThrow(expect.objectContaining({ code: 'bad-configuration' }));
    said(() => stretchOf({ from: '1970-01-01', until: DAY }, { zone, now }));
    said(() => checkGrantTerm({ from: '1899-12-31', until: DAY, expires: now + 60 }, { now, zone }));
    said(() => checkGrantTerm({ from: DAY, until: '9999-12-31', expires: now + 60 }, { now, zone }));
  });
});

describe('days that are not in order are refused', () => {
  it.each(['grant', 'samples', 'export'])('by %s, and nothing is written', async (name) => {
    const line = { grant: granting, samples: ['samples'], export: ['export', '--out', join(folder, 'all.tar')] }[name];
    const said = await refusal(...(line ?? []), '--from', NEXT, '--until', DAY, ...commands.passphrase);
    expect(said).toBe('--from is later than --until; give them in order.');
    expect(readdirSync(folder)).toEqual([]);
  });
});
