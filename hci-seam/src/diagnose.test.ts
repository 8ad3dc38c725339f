import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import HciSocket from '../dist/index.js';
import { adapter, capabilities, type FakeMachine, fakeMachine, rfkill, systemError } from '../test/fake-machine.js';
import { controller, Peers } from '../test/peer.js';

const peers = new Peers();
afterEach(() => peers.close());

const PATIENCE = 5000;
const IMPATIENCE = 60;

const onMachine = (given: FakeMachine, answerMs = PATIENCE): Promise<HciSocket.Diagnosis> =>
  HciSocket.diagnose('kernel', { machine: fakeMachine(given), answerMs });

const withFiles = (...files: Record<string, string>[]): Promise<HciSocket.Diagnosis> =>
  onMachine({ files: Object.assign({}, adapter('hci0'), ...files) as Record<string, string> });

/** One machine for each thing that can be found; the compiler misses the one that is not here. */
const SCENES: Readonly<Record<HciSocket.FindingCode, () => Promise<HciSocket.Diagnosis>>> = {
  'bad-target': () => HciSocket.diagnose('tcp:nowhere'),
  'user-channel': () => onMachine({ variables: { HCI_CHANNEL_USER: '1' } }),
  linux: () => onMachine({}),
  'not-linux': () => onMachine({ platform: 'darwin' }),
  'module-loaded': () => onMachine({}),
  'module-missing': () =>
    onMachine({
      module: systemError('MODULE_NOT_FOUND', "Cannot find module '@abandonware/bluetooth-hci-socket'"),
    }),
  'module-unloadable': () =>
    onMachine({ module: systemError('MODULE_NOT_FOUND', "Cannot find module '../build/Release/x.node'") }),
  'kernel-support': () => onMachine({}),
  'no-kernel-support': () => onMachine({ kernel: { socket: 'EAFNOSUPPORT' }, files: {} }),
  'kept-from-process': () => onMachine({ kernel: { socket: 'EAFNOSUPPORT' } }),
  'adapter-present': () => onMachine({}),
  'no-adapter': () => onMachine({ files: {} }),
  'chosen-adapter-absent': () => onMachine({ variables: { NOBLE_HCI_DEVICE_ID: '3' } }),
  'radio-unblocked': () => withFiles(rfkill('rfkill0', { name: 'hci0', soft: '0', hard: '0', state: '1' })),
  'soft-blocked': () => withFiles(rfkill('rfkill0', { name: 'hci0', soft: '1', hard: '0', state: '0' })),
  'hard-blocked': () => withFiles(rfkill('rfkill0', { name: 'hci0', soft: '0', hard: '1', state: '2' })),
  permitted: () => withFiles(capabilities('0000000000002000')),
  'not-permitted': () => withFiles(capabilities('0000000000001000')),
  'adapter-up': () => onMachine({}),
  'adapter-down': () => onMachine({ kernel: { up: false } }),
  'adapter-busy': () => onMachine({ kernel: { bind: 'EBUSY' } }),
  'adapter-fault': () => onMachine({ kernel: { bind: 'EIO' } }),
  'adapter-silent': () => onMachine({ kernel: { silent: true } }, IMPATIENCE),
  'controller-answers': () => onMachine({}),
  'no-low-energy': () => onMachine({ kernel: { version: 5 } }),
  'beyond-a-stream': async () => HciSocket.diagnose(await peers.tcp(controller())),
  reached: async () => HciSocket.diagnose(await peers.tcp(controller())),
  unreachable: async () => HciSocket.diagnose(await peers.nobody()),
  'no-controller': async () => HciSocket.diagnose(await peers.tcp((socket) => socket.write('HTTP/1.1 400\r\n'))),
};

describe('a diagnosis', () => {
  it.each(Object.entries(SCENES))(
    'finds %s where it is so, and says what to do where it stands in the way',
    async (code, scene) => {
      const diagnosis = await scene();
      const found = diagnosis.findings.filter((one) => one.code === code);
      expect(found).toHaveLength(1);
      const [{ state, says, remedy } = { state: '', says: '', remedy: '' }] = found;
      expect(says).toMatch(/^[^\n]+\.$/);
      expect(says).not.toMatch(/undefined|\(\)/);
      expect(remedy ?? 'Nothing.').toMatch(/^[A-Z][^\n]+\.$/);
      expect(remedy !== undefined).toBe(state !== 'good');
      expect(diagnosis.usable).toBe(diagnosis.findings.every((one) => one.state !== 'bad'));
    },
  );

  it('says who chose the controller, and takes the kernel where nobody did', async () => {
    const { target, chosenBy } = await HciSocket.diagnose(undefined, { machine: fakeMachine() });
    expect([target, chosenBy]).toEqual(['kernel', 'default']);
    const set = fakeMachine({ variables: { FIT4WORK_HCI: 'nonsense' } });
    expect(await HciSocket.diagnose(undefined, { machine: set })).toMatchObject({
      target: 'nonsense',
      chosenBy: 'variable',
      usable: false,
    });
    expect((await HciSocket.diagnose('kernel', { machine: set })).chosenBy).toBe('argument');
  });
});

/** Empty where the bind succeeds and the adapter is up. */
function bindErrno(): string {
  const socket = new (HciSocket.createSeam('kernel'))();
  try {
    socket.bindRaw();
    return socket.isDevUp() ? '' : 'ENETDOWN';
  } catch (error) {
    return String(((error as Error).cause as { code?: string }).code);
  } finally {
    socket.stop();
  }
}

describe('a diagnosis of this very machine', () => {
  it('finds what the seam meets when it binds', async () => {
    const { findings } = await HciSocket.diagnose('kernel');
    const met = bindErrno();
    if (met === 'EAFNOSUPPORT' && findings.every(({ facts }) => facts.device === undefined)) {
      expect(findings.filter(({ state }) => state !== 'note').map(({ code }) => code)).toEqual([
        'linux',
        'module-loaded',
        'no-kernel-support',
      ]);
    } else expect(findings.some(({ state }) => state === 'bad')).toBe(met !== '');
  });

  it('keeps no process alive', async () => {
    const code = `require('./dist/index.js').diagnose('kernel').then((d) => process.stdout.write(d.findings[0].code))`;
    const child = spawn(process.execPath, ['-e', code], {
      cwd: path.resolve(expect.getState().testPath ?? '', '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
