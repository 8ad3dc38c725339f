import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady, fromHex, leafOf } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandWorld, type Said } from '../../test/command-world.js';
import type { ReadWorld } from '../../test/read-world.js';
import { DAY, dayBounds, NEXT } from '../../test/vault-world.js';
import { openVault } from '../adapters/sqlite-open.js';
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

  it('says, as messages and programme do, when it last heard from the coach API: what was told later is not shown', async () => {
    await world.ports.outbox.markReceived(0, [], dayBounds(DAY).start);
    expect((await run('nl', 'reads', ...passphrase())).said).toContain(`van de coach-API op ${DAY} 00:00;`);
    for (const command of ['reads', 'messages', 'programme']) {
      const { said } = await run('C', command, '--json', ...passphrase());
      expect(JSON.parse(said)).toMatchObject({ heard: dayBounds(DAY).start });
    }
  });

  it('takes the passphrase out of a file that another system wrote', async () => {
    writeFileSync(join(world.vault.folder, 'passphrase'), 'een lange zin\r\nand a second line');
    expect((await run('C', 'reads', ...passphrase())).code).toBeUndefined();
  });

  it('takes no other passphrase', async () => {
    writeFileSync(join(world.vault.folder, 'passphrase'), 'een andere zin\n');
    await expect(run('C', 'reads', ...passphrase())).rejects.toMatchObject({ code: 'bad-passphrase' });
  });
});

describe('status', () => {
  it('names damage of keys that were delivered, which nothing else reads', async () => {
    const release = { kind: 'release', bytes: new Uint8Array(40), payload: new Uint8Array(40) } as const;
    await world.ports.outbox.addRecords([release]);
    await world.ports.outbox.markReceived(0, [leafOf(release.bytes)], 1);
    expect((await run('C', 'status')).code).toBeUndefined();
    const { ledger, close } = openVault(join(world.vault.folder, 'vault.db'));
    ledger.db.exec("UPDATE record SET payload = zeroblob(39) WHERE kind = 'release'");
    close();
    const { code, said } = await run('C', 'status', '--json');
    expect([code, JSON.parse(said).damaged]).toEqual([1, [expect.stringContaining('a release')]]);
  });
});

describe('grants', () => {
  it('needs no passphrase, and says in the language that is asked for what is shared', async () => {
    expect(JSON.parse((await run('C', 'grants', '--json')).said)).toMatchObject({
      complete: true,
      // It is dated after the clock of this machine: it is not what is shared, and no secret.
      events: [{ id: grant, state: 'not-begun' }],
    });
    const { code, said } = await run('C', 'grants', '--all', '--language', 'nl');
    expect(code).toBeUndefined();
    expect(said).toContain(`toestemming  ${grant}`);
  });
});

describe('grants and status after a withdrawal that nobody has heard of', () => {
  const withdrawal = async (): Promise<string> => {
    await run('C', 'withdraw', '--all', '--wait', '0', ...passphrase());
    return JSON.parse((await run('C', 'grants', '--all', '--json')).said).events.at(-1).id;
  };

  it('name it, and say nowhere that nothing is shared', async () => {
    const ending = [{ grant, withdrawal: await withdrawal(), coach: 'coach-1', at: expect.any(Number) }];
    expect(JSON.parse((await run('C', 'grants', '--json')).said)).toMatchObject({ events: [], ending });
    expect(JSON.parse((await run('C', 'status', '--json')).said)).toMatchObject({ grants: [], ending });
    const said = 'withdrawn here; the coach API has not heard of it yet';
    for (const command of ['grants', 'status']) {
      const told = (await run('C', command)).said;
      expect(told).toMatch(new RegExp(`coach-1.*${said}`));
      expect(told).not.toMatch(/Nothing is shared|nothing, with nobody/);
      expect((await run('nl', command)).said).toMatch(/coach-1.*hier ingetrokken; de coach-API weet het nog niet/);
    }
  });

  it('name what is over here alone, as after a clock that ran ahead', async () => {
    const running = await world.share({ coach: 'coach-2' });
    await world.ports.outbox.addLapsedGrants([running]);
    const ending = expect.arrayContaining([expect.objectContaining({ grant: running, withdrawal: null })]);
    for (const command of ['grants', 'status']) {
      expect(JSON.parse((await run('C', command, '--json')).said)).toMatchObject({ ending });
      expect((await run('C', command)).said).toMatch(
        /coach-2, grant [0-9a-f]{64}: over here; .*`withdraw` ends it there too/,
      );
    }
  });

  it('say that nothing is shared once it was heard', async () => {
    await world.ports.outbox.markReceived(0, [fromHex(await withdrawal())], 1);
    expect(JSON.parse((await run('C', 'grants', '--json')).said)).toMatchObject({ events: [], ending: [] });
    expect((await run('C', 'grants')).said).toBe('Nothing is shared with anybody.\n');
    expect((await run('C', 'status')).said).toContain('nothing, with nobody');
  });
});

describe('status', () => {
  it('ends with 0 where all is as it should be, and says so', async () => {
    const { code, said } = await run('C', 'status', '--check');
    expect(code).toBeUndefined();
    expect(said).toContain('Nothing was noticed that is not as it should be.');
  });

  it.each(['', '--check', '--check --json'])(
    'ends with 1 and reassures nobody where a row was changed on disk: %j',
    async (line) => {
      const { db } = openVault(join(world.vault.folder, 'vault.db')).ledger;
      db.prepare("UPDATE wearable SET address = 'c0:00:00:00:00:09'").run();
      db.close();
      const { code, said } = await run('C', 'status', ...line.split(' ').filter((flag) => flag !== ''));
      expect(code).toBe(1);
      expect(said).toContain('doctor --repair');
      expect(said).not.toContain('Nothing was noticed');
    },
  );
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
