import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReadWorld } from '../../test/read-world.js';
import { DAY, dayBounds, NEXT } from '../../test/vault-world.js';
import { SodiumPassphraseLock } from '../adapters/sodium-passphrase.js';
import { buildProgram } from '../cli.js';
import { sealDueWindows } from '../seal-windows.js';

let world: ReadWorld;
let server: Server;
let url: string;
let grant: string;

beforeAll(() => cryptoReady);

beforeEach(async () => {
  world = await ReadWorld.open();
  server = createServer((request, response) => {
    const path = request.url?.slice(1) ?? '';
    void world.tiles(path).then((content) => response.writeHead(content === undefined ? 404 : 200).end(content));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const lock = new SodiumPassphraseLock((length) => new Uint8Array(randomBytes(length)));
  const wrappedRoot = await lock.wrap(world.vault.root, 'een lange zin');
  await world.ports.vault.saveIdentity({ ...world.identity, wrappedRoot });
  writeFileSync(join(world.vault.folder, 'passphrase'), 'een lange zin\n');
  grant = await world.share();
});

afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  await new Promise((resolve) => server.close(resolve));
  await world.close();
});

interface Said {
  readonly code: number | string | undefined;
  readonly said: string;
}

/** Runs a command as the shell would, in this process. */
async function run(lang: string, ...args: readonly string[]): Promise<Said> {
  const parts: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((part) => parts.push(String(part)) > 0);
  process.exitCode = undefined;
  const env = {
    FIT4WORK_AGENT_STATE: world.vault.folder,
    FIT4WORK_AGENT_COACH_URL: url,
    FIT4WORK_AGENT_BROKER_URL: 'mqtt://127.0.0.1:9',
    FIT4WORK_AGENT_LOG_URL: url,
    LANG: lang,
  };
  try {
    await buildProgram(env).parseAsync(args, { from: 'user' });
    return { code: process.exitCode, said: parts.join('') };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  }
}

const passphrase = (): readonly string[] => ['--passphrase-file', join(world.vault.folder, 'passphrase')];

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
