import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith, requirement } from './requirement.js';

const { path: ANALYSE } = requirement('systemd-analyze');
const DEPLOY = fileURLToPath(new URL('../../deploy/', import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The unit as it is, but with a program that is there: the agent is installed on no machine that tests. */
function unit(name: string, program: string): string {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(join(DEPLOY, name), 'utf8').replace(program, '/bin/true'));
  return path;
}

const verify = (...args: readonly string[]) =>
  spawnSync(ANALYSE, args, { encoding: 'utf8', env: { ...process.env, XDG_RUNTIME_DIR: folder } });

describeWith(['systemd-analyze'], 'a unit of deploy/', () => {
  it('is one that systemd of an employee takes as it is', () => {
    const path = unit('fit4work-agent.service', '%h/.local/bin/fit4work-agent');
    const { status, stderr } = verify('--user', 'verify', path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is one that systemd of the machine takes as it is, and that may do little', () => {
    const path = unit('fit4work-agent@.service', '/usr/local/bin/fit4work-agent');
    const { status, stderr } = verify('verify', path.replace('@', '@root'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const judged = execFileSync(ANALYSE, ['security', '--offline=yes', path], { encoding: 'utf8' });
    expect(Number(/exposure level for .*: ([0-9.]+)/.exec(judged)?.[1])).toBeLessThanOrEqual(2.5);
  });

  it('is for a witness one that systemd takes as it is, and that may do next to nothing', () => {
    const path = unit('fit4work-witness.service', '/usr/local/bin/fit4work-witness');
    const { status, stderr } = verify('verify', path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const judged = execFileSync(ANALYSE, ['security', '--offline=yes', path], { encoding: 'utf8' });
    expect(Number(/exposure level for .*: ([0-9.]+)/.exec(judged)?.[1])).toBeLessThanOrEqual(1.5);
  });

  it('is one of a mirror that systemd of the machine takes as it is, and that may do little', () => {
    const path = unit('fit4work-mirror.service', '/usr/local/bin/fit4work-mirror');
    const { status, stderr } = verify('verify', path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const judged = execFileSync(ANALYSE, ['security', '--offline=yes', path], { encoding: 'utf8' });
    expect(Number(/exposure level for .*: ([0-9.]+)/.exec(judged)?.[1])).toBeLessThanOrEqual(2);
  });

  it('is one of the coach API that systemd takes as it is, that may do little, and whose memory stays in memory', () => {
    const path = unit('fit4work-coach-api.service', '/usr/local/bin/fit4work-coach-api');
    const { status, stderr } = verify('verify', path);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const judged = execFileSync(ANALYSE, ['security', '--offline=yes', path], { encoding: 'utf8' });
    expect(Number(/exposure level for .*: ([0-9.]+)/.exec(judged)?.[1])).toBeLessThanOrEqual(2);
    expect(readFileSync(path, 'utf8').split('\n')).toEqual(expect.arrayContaining(['LimitCORE=0', 'MemorySwapMax=0']));
  });
});
