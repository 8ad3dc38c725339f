import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { encodeVkey, parseVkey } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort, runToEnd } from '../../test/processes.js';
import { WitnessWorld } from '../../test/witness-process.js';

let world: WitnessWorld;

beforeAll(() => sodium.ready);
beforeEach(() => {
  world = new WitnessWorld(40);
});
afterEach(() => world.remove());

const ended = (env: Readonly<Record<string, string>> = {}, ...args: readonly string[]) =>
  runToEnd('witness/main.js', args, { ...world.environment(), ...env });

describe('the program fit4work-witness', () => {
  it('makes a witness in a folder, prints the key to hand out, and runs by what it made', async () => {
    const folder = world.path('made');
    const args = ['init', '--name', 'council.example/w1', '--log', encodeVkey(world.log.key), '--folder', folder];
    const made = await ended({}, ...args, '--json');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const said = JSON.parse(made.stdout);
    expect(parseVkey(said.vkey)).toMatchObject({ name: 'council.example/w1', type: 4 });
    expect([folder, said.key].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    const unset = Object.fromEntries(Object.keys(world.environment()).map((name) => [name, '']));
    await world.start({ ...unset, FIT4WORK_WITNESS_CONFIG: said.config, FIT4WORK_WITNESS_PORT: '0' });
    expect((await world.post(await world.honest.request(0, 10))).status).toBe(200);
    expect(existsSync(join(folder, 'state.json'))).toBe(true);
    expect(await world.kill('SIGTERM')).toBe(0);
  });

  it('refuses a state that another witness process holds, until that is gone, were it by a kill', async () => {
    await world.start();
    const refused = await ended();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^Another witness uses the state \S+: stop it first\.\n$/);
    await world.kill('SIGKILL');
    await world.start();
    expect((await world.post(await world.honest.request(0, 10))).status).toBe(200);
  });

  it('refuses a damaged state in one sentence', async () => {
    writeFileSync(world.path('state.json'), '{"version":1,"half');
    const refused = await ended();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^The state \S+ of the witness is damaged: [^\n]+\.\n$/);
  });

  it('cosigns also where the history beside its logs cannot be used, and says so', async () => {
    mkdirSync(world.path('logs.history'));
    for (const name of ['0', '1']) writeFileSync(join(world.path('logs.history'), name), 'of another log\n');
    const running = await world.start();
    expect(running.stderr()).toContain('"event":"history-unusable"');
    expect((await world.post(await world.honest.request(0, 10))).status).toBe(200);
    expect(await world.kill('SIGTERM')).toBe(0);
  });

  it('leaves no state behind when its port is busy', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const address = busy.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const refused = await ended({ FIT4WORK_WITNESS_PORT: String(port) });
    busy.close();
    expect(refused.stderr).toMatch(/^Port [0-9]+ of 127\.0\.0\.1 cannot be listened on: [^\n]+\.\n$/);
    expect(existsSync(world.path('state.json'))).toBe(false);
  });

  it('says beside a witness that runs what was cosigned, and ends with 2 at an alarm, with 3 where it does not answer', async () => {
    const port = { FIT4WORK_WITNESS_PORT: String(await freePort()) };
    await world.start(port);
    await world.post(await world.honest.request(0, 10));
    const good = await ended(port, 'status', '--json');
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ answers: true, alarms: [], logs: [{ size: 10 }] });
    await world.kill('SIGTERM');
    const silent = await ended(port, 'status', '--language', 'en');
    expect(silent).toMatchObject({ code: 3, stdout: expect.stringContaining('does not answer') });
    await world.start(port);
    await world.post(await world.honest.branch(1, 5).request(10, 10));
    const alarm = await ended(port, 'status', '--language', 'en');
    expect(alarm.code).toBe(2);
    expect(alarm.stdout).toMatch(/runs\n.*state of 10 lines.*\nALARM: evidence of cheating in /s);
    // An alarm is the graver word.
    await world.kill('SIGTERM');
    expect((await ended(port, 'status')).code).toBe(2);
  });
});
