import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Network } from '../../edge-agent/test/index.js';
import { type Child, run, stop } from './children.js';

const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const AGENT = fileOf('edge-agent/dist/main.js');
const RADIO = fileOf('virtual-radio/dist/main.js');
const UNITS = ['fit4work-agent.service', 'fit4work-agent@.service'];

let folder: string;
let network: Network;
let radio: Child;
let running: Child | undefined;
let env: NodeJS.ProcessEnv;

async function startWorld(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'superseded-'));
  writeFileSync(join(folder, 'passphrase'), 'vier woorden volstaan hier\n');
  network = await Network.start();
  radio = run(process.execPath, [RADIO, '--port', '0']);
  const { port } = JSON.parse(await radio.said(/"listening"/));
  env = { FIT4WORK_AGENT_STATE: join(folder, 'state'), FIT4WORK_HCI: `tcp:127.0.0.1:${port}` };
}

async function endWorld(): Promise<void> {
  await stop(running);
  await stop(radio);
  await network.close();
  rmSync(folder, { recursive: true });
}

async function command(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)(process.execPath, [AGENT, ...args, '--json'], { env });
  return JSON.parse(stdout);
}

/** As a unit's ExecStart, without the page, whose port others may have. */
async function startRun(): Promise<Child> {
  running = run(process.execPath, [AGENT, 'run', '--no-page'], env);
  await running.said(/"broker-connected"/);
  return running;
}

/** Settings of a unit, by name. */
function settingsOf(name: string): ReadonlyMap<string, string> {
  const lines = readFileSync(fileOf(`deploy/${name}`), 'utf8').split('\n');
  return new Map(lines.flatMap((line) => (/^\w+=/.test(line) ? [line.split(/=(.*)/s) as [string, string]] : [])));
}

/** What systemd does after a process exited by itself with a code (systemd.service(5), Restart=). */
const isStartedAgain = (settings: ReadonlyMap<string, string>, code: number | null): boolean =>
  settings.get('Restart') === 'on-failure' &&
  code !== 0 &&
  !['SuccessExitStatus', 'RestartPreventExitStatus'].some((name) => settings.has(name));

describe('a `run` whose key another command changed', () => {
  beforeEach(startWorld);
  afterEach(endWorld);

  it('ends in a sentence, in a way in which its unit starts it again, and goes on under the new key', async () => {
    const passphrase = ['--passphrase-file', join(folder, 'passphrase')];
    const invitation = join(folder, 'invitation.json');
    writeFileSync(invitation, await network.invite());
    await command('enrol', invitation, '--unattended', ...passphrase);
    await command('pair', '--address', 'c0:ff:ee:00:00:01', '--family', 'standard');
    const first = await startRun();
    expect(await command('rotate', ...passphrase)).toMatchObject({ ended: 1, agent: 2 });
    const code = await first.ended;
    expect(code).toBe(1);
    expect(first.lines.filter((line) => line.includes('"event":"superseded"'))).toHaveLength(1);
    expect(first.lines.at(-1)).toBe(
      'fit4work-agent: The key of this agent was changed by another command; start it again.',
    );
    for (const name of UNITS) expect(isStartedAgain(settingsOf(name), code), name).toBe(true);

    // The next one stays, and is let in as an agent whose number before was ended.
    const second = await startRun();
    expect(await command('status')).toMatchObject({ recordsWaiting: 0, findings: [] });
    second.process.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(second.lines.join('\n')).not.toContain('superseded');
  });
});

describe('an agent that cannot go on', () => {
  it.each(UNITS)('is not started over and over where that heals nothing (%s)', (name) => {
    const settings = settingsOf(name);
    const [burst, within, pause] = ['StartLimitBurst', 'StartLimitIntervalSec', 'RestartSec'].map((setting) =>
      Number(settings.get(setting)),
    ) as [number, number, number];
    expect(pause).toBeGreaterThanOrEqual(1);
    // So many starts, each with a pause and with time to fail, fall within the interval: the last is the last.
    expect(burst * (pause + 10)).toBeLessThan(within);
  });
});
