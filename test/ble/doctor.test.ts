import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import HciSocket from '@fit4work/hci-seam';
import { Air, serveRadio } from '@fit4work/virtual-radio';
import { afterEach, describe, expect, it } from 'vitest';

const AGENT = path.resolve(fileURLToPath(import.meta.resolve('@fit4work/edge-agent')), '../main.js');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function radio(): Promise<{ air: Air; port: number; close: () => Promise<void> }> {
  const air = new Air();
  const { port, close } = await serveRadio(air, { port: 0 });
  closers.push(close);
  return { air, port, close };
}

interface Told {
  readonly usable: boolean;
  readonly radio: {
    readonly target: string;
    readonly chosenBy: string;
    readonly findings: { code: string; facts: object }[];
  };
  readonly machine: { code: string }[];
}

/** `doctor` as a process with nothing configured but what is given. */
async function doctor(args: readonly string[], given: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [AGENT, 'doctor', ...args], {
    env: { PATH: process.env.PATH, ...given },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { output, errors, exit: exit as number | null };
}

const codes = ({ radio: { findings } }: Told): string[] => findings.map(({ code }) => code);

describe('fit4work-agent doctor', () => {
  it('finds a virtual radio usable, names its controller, and says that it is not this machine’s', async () => {
    const { port } = await radio();
    const { output, errors, exit } = await doctor(['--json'], { FIT4WORK_HCI: `tcp:127.0.0.1:${port}` });
    expect([exit, errors]).toEqual([0, '']);
    const told = JSON.parse(output) as Told;
    expect(told).toMatchObject({ usable: true, radio: { target: `tcp:127.0.0.1:${port}`, chosenBy: 'variable' } });
    expect(codes(told)).toEqual(['beyond-a-stream', 'reached', 'controller-answers']);
    expect(told.radio.findings.at(-1)?.facts).toMatchObject({ address: expect.stringMatching(/^([0-9a-f]{2}:){5}/) });
  });

  it('ends with 1 and a remedy when that radio is gone', async () => {
    const { port, close } = await radio();
    await close();
    const { output, exit } = await doctor([], { FIT4WORK_HCI: `tcp:127.0.0.1:${port}`, LANG: 'nl_BE.UTF-8' });
    expect(exit).toBe(1);
    expect(output).toContain('✗');
    expect(output).toContain('→ Start de radio');
    expect(output.trimEnd().split('\n').at(-1)).toBe('De radio is niet te gebruiken.');
  });

  it('takes the kernel where nothing is configured, and never a virtual radio that happens to run', async () => {
    await radio();
    const { output, errors, exit } = await doctor(['--json']);
    const told = JSON.parse(output) as Told;
    expect(errors).toBe('');
    expect(told.radio).toMatchObject({ target: 'kernel', chosenBy: 'default' });
    expect(codes(told)).toEqual((await HciSocket.diagnose('kernel')).findings.map(({ code }) => code));
    expect(exit).toBe(told.usable ? 0 : 1);
  });

  it('looks at the state folder without making or naming it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'fit4work-doctor-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const state = path.join(folder, 'an.peeters');
    const { output } = await doctor(['--json'], { FIT4WORK_AGENT_STATE: state });
    expect((JSON.parse(output) as Told).machine.map(({ code }) => code)).toEqual(['node', 'clock-set', 'state-absent']);
    // Fails if it is there.
    mkdirSync(state, { mode: 0o700 });
    const { output: later } = await doctor([], { FIT4WORK_AGENT_STATE: state });
    expect(later).toContain('✓ The folder of FIT4WORK_AGENT_STATE is ready');
    expect(output + later).not.toContain('peeters');
  });

  it('leaves no controller behind on the radio', async () => {
    const { air, port } = await radio();
    const left = new Promise<void>((resolve) => {
      const detach = air.detach.bind(air);
      air.detach = (controller) => {
        detach(controller);
        resolve();
      };
    });
    expect((await HciSocket.diagnose(`tcp:127.0.0.1:${port}`)).usable).toBe(true);
    await expect(left).resolves.toBeUndefined();
  });
});
