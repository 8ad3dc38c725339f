import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, civilDay, cryptoReady, jwsText, openConsent, sha256, toHex, utf8 } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadWorld } from '../../test/read-world.js';
import { DAY, dayBounds, NEXT } from '../../test/vault-world.js';
import { SodiumPassphraseLock } from '../adapters/sodium-passphrase.js';
import { buildProgram } from '../cli.js';
import { sealDueWindows } from '../seal-windows.js';

let world: ReadWorld;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = await ReadWorld.open();
  const { vault } = world;
  const lock = new SodiumPassphraseLock((length) => new Uint8Array(randomBytes(length)));
  await vault.ports.vault.saveIdentity({
    ...world.identity,
    wrappedRoot: await lock.wrap(vault.root, 'een lange zin'),
  });
  writeFileSync(join(vault.folder, 'passphrase'), 'een lange zin\n');
  await vault.read(vault.batchOf(dayBounds(DAY).start, dayBounds(NEXT).end));
  await sealDueWindows(vault.ports, vault.person, true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await world.close();
});

/** Runs a command as the shell would, in this process, with nobody at a terminal and no broker. */
async function run(...args: readonly string[]): Promise<string> {
  const parts: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const away = '127.0.0.1:9';
  const env = {
    FIT4WORK_AGENT_STATE: world.vault.folder,
    FIT4WORK_AGENT_COACH_URL: `http://${away}`,
    FIT4WORK_AGENT_BROKER_URL: `mqtt://${away}`,
    FIT4WORK_AGENT_LOG_URL: `http://${away}`,
    LANG: 'nl_BE.UTF-8',
  };
  try {
    const withPassphrase = ['--passphrase-file', join(world.vault.folder, 'passphrase')];
    await buildProgram(env).parseAsync([...args, ...withPassphrase], { from: 'user' });
    return parts.join('');
  } finally {
    vi.restoreAllMocks();
  }
}

const asked = (until = NEXT): readonly string[] => [
  ...[
    'grant',
    '--coach',
    'coach-1',
    '--metrics',
    'sleep,steps',
    '--granularity',
    'day',
    '--from',
    DAY,
    '--until',
    until,
  ],
];
const consents = async () =>
  (await world.ports.outbox.records())
    .filter(({ kind }) => kind === 'consent')
    .map(({ bytes }) => openConsent(jwsText(bytes), world.identity.identityPublicKey));

describe('grant', () => {
  it('shows the notice and the preview and signs nothing without a yes', async () => {
    await expect(run(...asked())).rejects.toThrow(/nothing was done; add --yes/);
    expect(await run(...asked(), '--preview')).toMatch(
      /Wat coach-\d te zien krijgt[\s\S]*42480[\s\S]*Toestemming om gegevens[\s\S]*Nooit getoond[\s\S]*er werd niets ondertekend/,
    );
    expect(await consents()).toEqual([]);
  });

  it('gives notice, preview and scope as data, and signs over exactly the notice that it gave', async () => {
    const document = JSON.parse(await run(...asked(), '--yes', '--wait', '0', '--json'));
    expect(document).toMatchObject({
      ...{ signed: true, stored: false, proven: false },
      scope: { coach: 'coach-1', from: DAY, until: NEXT, scope: [{ metric: 'steps' }, { metric: 'sleep' }] },
      preview: { past: { from: DAY, until: NEXT }, future: null },
    });
    expect(document.notice.sha256).toBe(toHex(sha256(utf8(document.notice.text))));
    const [record] = await consents();
    expect(record).toMatchObject({
      id: document.grant,
      grant: { notice: { language: 'nl', sha256: document.notice.sha256 } },
    });
  });

  it('says that the same is shared already, and that what it signed is still to be delivered', async () => {
    expect(await run(...asked(), '--yes', '--wait', '0')).toMatch(
      /Ondertekend: toestemming [0-9a-f]{64}[\s\S]*bevestigde het nog niet/,
    );
    expect(await run(...asked(), '--yes', '--wait', '0')).toContain('er werd niets ondertekend');
    expect(await consents()).toHaveLength(1);
  });

  it('refuses days that are not in order or in no calendar, before it asks for anything', async () => {
    await expect(run(...asked('2020-01-01'), '--yes')).rejects.toMatchObject({ code: 'bad-configuration' });
  });

  it('refuses single samples, which no coach is shown, in either language, and signs nothing', async () => {
    const raw = asked().map((word) => (word === 'day' ? 'day,raw' : word));
    await expect(run(...raw, '--yes')).rejects.toMatchObject({
      code: 'bad-configuration',
      said: { en: expect.stringContaining('single samples'), nl: expect.stringContaining('afzonderlijke metingen') },
    });
    expect(await consents()).toEqual([]);
  });

  it('promises no day that it does not reach, and says which those are', async () => {
    const today = civilDay(Math.floor(Date.now() / 1000), 'Europe/Brussels');
    // Numbers by day alone: that of the day in which it lapses comes too late.
    const [reached, last] = [addDays(today, 1), addDays(today, 200)];
    const line = [...asked(last), '--days-valid', '2', '--preview'];
    const said = await run(...line);
    expect(said).toContain(`Van ${today} tot en met ${reached}: hetzelfde`);
    expect(said).toMatch(new RegExp(`Van ${addDays(today, 2)} tot en met ${last}: niets, want .* vervalt`));
    expect(JSON.parse(await run(...line, '--json')).preview).toMatchObject({
      late: { from: DAY, until: today },
      future: { from: today, until: reached },
      unreached: { from: addDays(today, 2), until: last },
    });
  });

  it('signs nothing that lapses before it begins', async () => {
    const far = addDays(civilDay(Math.floor(Date.now() / 1000), 'Europe/Brussels'), 365);
    const line = asked(far).map((word) => (word === DAY ? far : word));
    await expect(run(...line, '--yes')).rejects.toMatchObject({
      code: 'bad-configuration',
      message: expect.stringContaining(`before its first day ${far} begins`),
    });
    expect(await consents()).toEqual([]);
  });

  it('is valid for a year at most', async () => {
    await expect(run(...asked(), '--yes', '--days-valid', '367')).rejects.toMatchObject({
      message: expect.stringContaining('van 1 tot 366'),
    });
    expect(await consents()).toEqual([]);
  });

  it.each(['Jan', 'coach', 'coach-', 'coach-1 ', 'Coach-1', `coach-${'a'.repeat(65)}`])(
    'refuses what is no id of a coach, such as %s, and signs nothing',
    async (coach) => {
      const line = asked().map((word) => (word === 'coach-1' ? coach : word));
      await expect(run(...line, '--yes')).rejects.toMatchObject({
        code: 'bad-configuration',
        message: expect.stringContaining('No coach has this id'),
      });
      expect(await consents()).toEqual([]);
    },
  );
});

describe('withdraw', () => {
  it('holds at once where nobody can be reached, says that it will be sent, and ends well', async () => {
    await run(...asked(), '--yes', '--wait', '0');
    const started = performance.now();
    const said = await run('withdraw', '--coach', 'coach-1', '--wait', '1');
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(said).toMatch(
      /^Ingetrokken: toestemming [0-9a-f]{64}\.[\s\S]*bevestigde het nog niet\. Het wordt verstuurd/,
    );
    expect(said).toContain('door opnieuw `withdraw`');
    expect(said).toContain('Een agent op een andere machine van u hoort dit niet');
    expect(process.exitCode).toBeUndefined();
    expect(await run('withdraw', '--all', '--wait', '0')).toMatch(/^Eerder ingetrokken: toestemming [0-9a-f]{64}\./);
    expect(JSON.parse(await run('withdraw', '--all', '--wait', '0', '--json'))).toEqual({
      ...{ withdrawn: [expect.any(String)], stored: false, otherAgents: null, lookedUp: false },
    });
    expect(process.exitCode).toBeUndefined();
    expect(await consents()).toHaveLength(2);
  });

  it('is told which, and only one way', async () => {
    await expect(run('withdraw')).rejects.toMatchObject({ code: 'bad-configuration' });
    await expect(run('withdraw', '--all', '--coach', 'coach-1')).rejects.toMatchObject({ code: 'bad-configuration' });
    await expect(run('withdraw', 'zzzz')).rejects.toMatchObject({ code: 'bad-configuration' });
    await expect(run('withdraw', '--coach', 'Coach_1')).rejects.toMatchObject({ code: 'bad-configuration' });
    await expect(run('withdraw', 'ab'.repeat(32))).rejects.toMatchObject({ code: 'not-granted' });
  });
});
