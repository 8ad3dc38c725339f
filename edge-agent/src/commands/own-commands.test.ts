import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandWorld, type Said } from '../../test/command-world.js';
import type { ReadWorld } from '../../test/read-world.js';
import { DAY, dayBounds, NEXT } from '../../test/vault-world.js';
import { sealDueWindows } from '../seal-windows.js';

let commands: CommandWorld;
let world: ReadWorld;
let grant: string;

beforeAll(() => cryptoReady);
beforeEach(async () => {
  commands = await CommandWorld.open();
  ({ world } = commands);
  grant = await world.share();
});
afterEach(() => commands.close());

const run = (lang: string, ...args: readonly string[]): Promise<Said> => commands.run(lang, ...args);
const passphrase = (): readonly string[] => commands.passphrase;

describe('reads', () => {
  it('prints one JSON document, ends with 0 where all is sound, and counts what it showed as acknowledged', async () => {
    await world.tell(world.record([grant]));
    const first = await run('C', 'reads', '--json', ...passphrase());
    expect(first.code).toBeUndefined();
    expect(JSON.parse(first.said)).toMatchObject({ sound: true, reads: [{ problems: [], acknowledged: null }] });
    const second = await run('C', 'reads', '--json', ...passphrase());
    expect(JSON.parse(second.said)).toMatchObject({ reads: [{ acknowledged: expect.any(Number) }] });
  });

  it('ends with 1 and is loud, in the language of LANG, where a read was not granted', async () => {
    await world.tell(world.record([grant], { coach: 'coach-2' }));
    const { code, said } = await run('nl_BE.UTF-8', 'reads', ...passphrase());
    expect(code).toBe(1);
    expect(said).toContain('DIT GAAT VERDER DAN U TOELIET');
    expect(await world.ports.outbox.letters('read')).toHaveLength(1);
  });

  it('takes no other passphrase', async () => {
    writeFileSync(join(world.vault.folder, 'passphrase'), 'een andere zin\n');
    await expect(run('C', 'reads', ...passphrase())).rejects.toMatchObject({ code: 'bad-passphrase' });
  });
});

describe('grants', () => {
  it('needs no passphrase, and says in the language that is asked for what is shared', async () => {
    expect(JSON.parse((await run('C', 'grants', '--json')).said)).toMatchObject({
      complete: true,
      events: [],
    });
    const { code, said } = await run('C', 'grants', '--all', '--language', 'nl');
    expect(code).toBeUndefined();
    expect(said).toContain(`toestemming  ${grant}`);
  });
});

describe('samples', () => {
  beforeEach(async () => {
    const { vault } = world;
    await vault.read(vault.batchOf(dayBounds(DAY).start, dayBounds(NEXT).end));
    await sealDueWindows(vault.ports, vault.person, true);
  });

  const steps = ['samples', '--from', DAY, '--until', NEXT, '--metrics', 'steps'] as const;

  it('shows what is open and says which days are closed; with the passphrase it shows them', async () => {
    const closed = await run('en_GB.UTF-8', ...steps);
    expect(closed).toMatchObject({ code: undefined, said: expect.stringContaining(`${NEXT}  24:00  42480`) });
    expect(closed.said).toContain(`to see: ${DAY}.`);
    const opened = await run('en_GB.UTF-8', ...steps, '--json', ...passphrase());
    expect(JSON.parse(opened.said)).toMatchObject({
      ...{ zone: 'Europe/Brussels', granularity: 'day', metrics: ['steps'], closed: [], damaged: [] },
      days: [{ day: DAY, windows: [{ values: [{ total: 42_480 }] }] }, { day: NEXT }],
    });
  });

  it('refuses days that are not in order', async () => {
    await expect(run('C', 'samples', '--from', NEXT, '--until', DAY)).rejects.toMatchObject({
      code: 'bad-configuration',
    });
  });
});

describe('rotate', () => {
  it('waits no longer than is asked, and leaves the key as it is where something is not delivered', async () => {
    const before = await world.ports.vault.identity();
    await expect(run('C', 'rotate', '--wait', '0', ...passphrase())).rejects.toMatchObject({ code: 'timed-out' });
    expect(await world.ports.vault.identity()).toEqual(before);
  });
});

describe('what a command does on the way', () => {
  const seenAt = async (isTTY: boolean): Promise<string> => {
    const before = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');
    Object.defineProperty(process.stderr, 'isTTY', { value: isTTY, configurable: true });
    try {
      return (await run('C', 'withdraw', '--all', '--wait', '1', ...passphrase())).error;
    } finally {
      if (before === undefined) Reflect.deleteProperty(process.stderr, 'isTTY');
      else Object.defineProperty(process.stderr, 'isTTY', before);
    }
  };

  it('is kept from somebody at a terminal', async () => {
    expect(await seenAt(true)).not.toContain('"event"');
  });

  it('is told as events where nobody sits at a terminal', async () => {
    expect(await seenAt(false)).toContain('"event"');
  });
});
