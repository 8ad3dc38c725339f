import { describe, expect, it } from 'vitest';
import HciSocket from '../dist/index.js';
import { adapter, capabilities, type FakeMachine, fakeMachine, rfkill } from '../test/fake-machine.js';

const onMachine = (given: FakeMachine): Promise<HciSocket.Diagnosis> =>
  HciSocket.diagnose('kernel', { machine: fakeMachine(given) });

const codes = ({ findings }: HciSocket.Diagnosis): string[] => findings.map(({ code }) => code);

const GOOD = [
  'linux',
  'module-loaded',
  'kernel-support',
  'adapter-present',
  'permitted',
  'adapter-up',
  'controller-answers',
];

interface BlockCase {
  readonly of: string;
  /** Fields of each switch, by its name. */
  readonly switches: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly found: string | undefined;
}

describe('a diagnosis of the kernel’s adapter', () => {
  it('goes the whole way where everything is in order, and names the controller', async () => {
    const diagnosis = await onMachine({});
    expect(codes(diagnosis)).toEqual(GOOD);
    expect(diagnosis.usable).toBe(true);
    expect(diagnosis.findings.at(-1)?.facts).toEqual({
      address: '00:11:22:33:44:55',
      version: '5.0',
      manufacturer: 15,
      device: 'hci0',
    });
  });

  it('only reads from the adapter, never resets it, and closes the socket', async () => {
    const log: string[] = [];
    await onMachine({ kernel: { log }, variables: { NOBLE_HCI_DEVICE_ID: '0' } });
    expect(log).toEqual([
      'open',
      'bind 0',
      'filter 1000000000400000000000000000',
      'write 01022000',
      'write 01091000',
      'write 01011000',
      'stop',
    ]);
  });

  it.each<[string, FakeMachine]>([
    ['the adapter is missing', { files: {} }],
    ['the bind is refused', { kernel: { bind: 'EPERM' } }],
    ['the adapter is down', { kernel: { up: false } }],
    ['a write is refused', { kernel: { write: 'EPERM' } }],
  ])('closes the socket as well when %s', async (_, given) => {
    const log: string[] = [];
    expect((await onMachine({ ...given, kernel: { ...given.kernel, log } })).usable).toBe(false);
    expect(log.at(-1)).toBe('stop');
  });

  it('tells at once everything that stands in the way, and does not try the adapter then', async () => {
    const log: string[] = [];
    const files = {
      ...adapter('hci0'),
      ...rfkill('rfkill0', { name: 'hci0', soft: '1', hard: '0' }),
      ...capabilities('0000000000000000'),
    };
    const diagnosis = await onMachine({ files, kernel: { log } });
    expect(codes(diagnosis).slice(3)).toEqual(['adapter-present', 'soft-blocked', 'not-permitted']);
    expect(log).toEqual(['open', 'stop']);
  });

  it.each([
    ['EPERM', 'not-permitted'],
    ['EACCES', 'not-permitted'],
    ['EBUSY', 'adapter-busy'],
    ['ENODEV', 'no-adapter'],
    ['ERFKILL', 'soft-blocked'],
    ['ENETDOWN', 'adapter-down'],
    ['EIO', 'adapter-fault'],
  ])('takes %s for %s, at the bind and at the first command', async (errno, code) => {
    expect(codes(await onMachine({ kernel: { bind: errno } })).at(-1)).toBe(code);
    const diagnosis = await onMachine({ kernel: { write: errno } });
    expect(codes(diagnosis).at(-1)).toBe(code);
    expect(diagnosis.findings.at(-1)?.says).not.toMatch(/undefined/);
  });

  it.each([
    ['EAFNOSUPPORT', {}, 'no-kernel-support'],
    ['EPROTONOSUPPORT', {}, 'no-kernel-support'],
    ['EAFNOSUPPORT', adapter('hci0'), 'kept-from-process'],
    ['EPERM', {}, 'kept-from-process'],
    ['EMFILE', adapter('hci0'), 'adapter-fault'],
  ])('takes a socket that fails with %s on %j for %s', async (socket, files, code) => {
    expect(codes(await onMachine({ kernel: { socket }, files })).at(-1)).toBe(code);
  });

  it('does not take a link of an adapter for an adapter', async () => {
    expect(codes(await onMachine({ files: adapter('hci0:1') }))).toContain('no-adapter');
  });

  it('says nothing of rights where the kernel does not tell them', async () => {
    const found = codes(await onMachine({ files: adapter('hci0') }));
    expect(found).not.toContain('permitted');
    expect(found.at(-1)).toBe('controller-answers');
  });

  const FREE = { soft: '0', hard: '0' };
  const SOFT = { soft: '1', hard: '0' };
  const HARD = { soft: '0', hard: '1' };
  const CHOOSING = (device: string) => ({ NOBLE_HCI_DEVICE_ID: device });

  it.each<BlockCase>([
    { of: 'the whole machine', switches: { tpacpi: HARD, hci0: FREE }, found: 'hard-blocked' },
    { of: 'one of two adapters', switches: { hci0: SOFT, hci1: FREE }, found: 'radio-unblocked' },
    {
      of: 'the chosen one of two adapters',
      switches: { hci0: SOFT, hci1: FREE },
      variables: CHOOSING('0'),
      found: 'soft-blocked',
    },
    {
      of: 'the other one of two adapters',
      switches: { hci0: SOFT, hci1: FREE },
      variables: CHOOSING('1'),
      found: 'radio-unblocked',
    },
    { of: 'two adapters in two ways', switches: { hci0: SOFT, hci1: HARD }, found: 'soft-blocked' },
    { of: 'an old kernel that tells a soft state only', switches: { hci0: { state: '0' } }, found: 'soft-blocked' },
    { of: 'an old kernel that tells a hard state only', switches: { hci0: { state: '2' } }, found: 'hard-blocked' },
    { of: 'the Wi-Fi of the machine', switches: { phy0: { ...SOFT, type: 'wlan' } }, found: undefined },
  ])('weighs a block of $of', async ({ switches, variables, found }) => {
    const entries = Object.entries(switches).map(([name, fields], index) =>
      rfkill(`rfkill${index}`, { name, ...fields }),
    );
    const files = Object.assign({}, adapter('hci0'), adapter('hci1'), ...entries) as Record<string, string>;
    const diagnosis = await onMachine(variables ? { files, variables } : { files });
    expect(codes(diagnosis).find((code) => /blocked$/.test(code))).toBe(found);
  });
});
