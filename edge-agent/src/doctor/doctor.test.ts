import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import HciSocket from '@fit4work/hci-seam';
import { Command } from 'commander';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { doctorMachine } from '../adapters/doctor-machine.js';
import { addDoctor } from '../commands/doctor-command.js';
import { type DoctorMachine, examine, type FolderState } from './doctor.js';
import { checklist } from './doctor-checklist.js';
import { radioInDutch } from './doctor-radio-dutch.js';
import { tell } from './doctor-words.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporary(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fit4work-doctor-'));
  folders.push(folder);
  return folder;
}

const READY: FolderState = { isFolder: true, writable: true, mode: 0o700, freeBytes: 1e12 };
const ANSWERS = {
  code: 'controller-answers',
  state: 'good',
  says: 'The controller answers (address 00:11:22:33:44:55, Bluetooth 5.0).',
  facts: { address: '00:11:22:33:44:55', version: '5.0' },
} as const;
const DOWN = {
  code: 'adapter-down',
  state: 'bad',
  says: 'The adapter hci0 is switched off.',
  remedy: 'Run `bluetoothctl power on`.',
  facts: { device: 'hci0' },
} as const;
const diagnosis = (finding: HciSocket.Finding): HciSocket.Diagnosis => ({
  target: 'kernel',
  chosenBy: 'default',
  findings: [finding],
  usable: finding.state !== 'bad',
});

const machine = (given: Partial<DoctorMachine> = {}): DoctorMachine => ({
  nodeVersion: '20.19.0',
  now: () => 1_790_000_000,
  folder: () => READY,
  radio: () => Promise.resolve(diagnosis(ANSWERS)),
  ...given,
});

describe('an examination', () => {
  it.each<[string, Partial<DoctorMachine>, string[]]>([
    ['a machine in order', {}, ['node', 'clock-set', 'state-ready']],
    [
      'the Node before the oldest that will do',
      { nodeVersion: '20.18.9' },
      ['node-too-old', 'clock-set', 'state-ready'],
    ],
    ['an older line of Node', { nodeVersion: '18.99.0' }, ['node-too-old', 'clock-set', 'state-ready']],
    ['a later line of Node', { nodeVersion: '24.0.0' }, ['node', 'clock-set', 'state-ready']],
    ['the last second of 2025', { now: () => Date.UTC(2026, 0) / 1000 - 1 }, ['node', 'clock-not-set', 'state-ready']],
    ['the first second of 2026', { now: () => Date.UTC(2026, 0) / 1000 }, ['node', 'clock-set', 'state-ready']],
    ['no folder', { folder: () => undefined }, ['node', 'clock-set', 'state-absent']],
    ['a file', { folder: () => ({ ...READY, isFolder: false }) }, ['node', 'clock-set', 'state-not-folder']],
    [
      'a folder with everything wrong',
      { folder: () => ({ isFolder: true, writable: false, mode: 0o750, freeBytes: 99_999_999 }) },
      ['node', 'clock-set', 'state-not-writable', 'state-open-to-others', 'state-full'],
    ],
  ])('of %s finds what is so', async (_, given, expected) => {
    expect((await examine(machine(given), '/state')).machine).toEqual(expected);
  });

  it('says nothing of a folder that is not configured', async () => {
    expect((await examine(machine(), undefined)).machine).toEqual(['node', 'clock-set']);
    expect((await examine(machine(), '')).machine).toEqual(['node', 'clock-set']);
  });

  it('reads the folder as it is on the disk', () => {
    const folder = path.join(temporary(), 'state');
    expect(doctorMachine.folder(folder)).toBeUndefined();
    mkdirSync(folder);
    chmodSync(folder, 0o750);
    expect(doctorMachine.folder(folder)).toMatchObject({ isFolder: true, writable: true, mode: 0o750 });
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(doctorMachine.folder(file)).toMatchObject({ isFolder: false });
    expect(doctorMachine.folder(path.join(file, 'under'))).toMatchObject({ writable: false });
  });
});

describe('a machine on which the agent cannot work, though its radio can be used,', () => {
  it.each<[string, Partial<FolderState>]>([
    ['a full disk', { freeBytes: 99_999_999 }],
    ['a file for a state folder', { isFolder: false }],
    ['a folder that may not be written in', { writable: false }],
  ])('is said not to be usable: %s', async (_, wrong) => {
    const folder = (): FolderState => ({ ...READY, ...wrong });
    const told = tell(await examine(machine({ folder }), '/state'), 'en');
    expect(told).toMatchObject({ usable: false, radio: { usable: true } });
    expect(checklist(told, 'en').slice(-2)).toEqual([
      'The radio can be used.',
      'The agent cannot work on this machine as it is: mend what has a ✗.',
    ]);
    expect(checklist(tell(await examine(machine({ folder }), '/state'), 'nl'), 'nl').at(-1)).toContain('niet werken');
    expect(tell(await examine(machine(), '/state'), 'en').usable).toBe(true);
  });

  it.each([
    [1, { freeBytes: 99_999_999 }],
    [undefined, {}],
  ])('ends the command with exit code %s where its folder is %j', async (code, wrong) => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => {
      vi.restoreAllMocks();
      process.exitCode = undefined;
    });
    const program = new Command();
    const surroundings = { env: { FIT4WORK_AGENT_STATE: '/state' }, language: 'en' } as const;
    addDoctor(program, surroundings, machine({ folder: () => ({ ...READY, ...wrong }) }));
    await program.parseAsync(['doctor', '--json'], { from: 'user' });
    expect(process.exitCode).toBe(code);
  });
});

describe('the words of the doctor', () => {
  it('are a list with a mark and a remedy, in English and in Dutch', async () => {
    const ill = await examine(
      machine({ radio: () => Promise.resolve(diagnosis(DOWN)), nodeVersion: '18.0.0' }),
      undefined,
    );
    expect(checklist(tell(ill, 'en'), 'en')).toEqual([
      'Radio: the Bluetooth of this machine, because FIT4WORK_HCI is not set',
      '  ✗ The adapter hci0 is switched off.',
      '      → Run `bluetoothctl power on`.',
      'Machine',
      '  ✗ Node 18.0.0 is too old.',
      '      → Install Node 20.19 or later.',
      '  ✓ The clock of this machine is set.',
      'The radio cannot be used.',
    ]);
    expect(checklist(tell(ill, 'nl'), 'nl')).toEqual([
      'Radio: de Bluetooth van deze machine, omdat FIT4WORK_HCI niet gezet is',
      '  ✗ De adapter hci0 staat uit.',
      '      → Voer `bluetoothctl power on` uit, of `sudo btmgmt power on` waar bluetoothd niet draait.',
      'Machine',
      '  ✗ Node 18.0.0 is te oud.',
      '      → Installeer Node 20.19 of later.',
      '  ✓ De klok van deze machine staat goed.',
      'De radio is niet te gebruiken.',
    ]);
  });

  it('name a controller behind a stream as what it is', async () => {
    const told = await HciSocket.diagnose('unix:/nonexistent/radio');
    const list = checklist(tell(await examine(machine({ radio: async () => told }), undefined), 'nl'), 'nl');
    expect(list[0]).toBe('Radio: de controller op unix:/nonexistent/radio, zoals gevraagd');
    expect(list.join('\n')).toContain('kan gesimuleerd zijn');
    expect(list.join('\n')).toContain('er is geen zulke socket (ENOENT)');
  });

  it.each<HciSocket.Finding['code']>([
    'controller-answers',
    'no-low-energy',
    'no-controller',
    'unreachable',
    'adapter-fault',
  ])('have a whole sentence for %s when little is known', (code) => {
    expect(radioInDutch({ code, facts: { target: 'unix:/x' } }).says).toMatch(/^((?!undefined|\(\)).)+\.$/);
  });

  it('never name the folder, whose path often holds the name of its owner', async () => {
    for (const language of ['en', 'nl'] as const) {
      for (const folder of [READY, undefined, { ...READY, writable: false, mode: 0o777, freeBytes: 0 }]) {
        const told = tell(await examine(machine({ folder: () => folder }), '/home/an.peeters/state'), language);
        expect(JSON.stringify(told)).not.toContain('peeters');
      }
    }
  });
});

describe('the command', () => {
  it.each(['nl', 'en'] as const)('speaks %s where that is what is spoken', (language) => {
    const program = new Command();
    addDoctor(program, { env: {}, language }, machine());
    expect(program.commands[0]?.opts().language).toBe(language);
  });
});
