import type { Finding } from './finding';

import finding = require('./finding-words');

import type { Machine } from './machine';

const ADAPTERS = '/sys/class/bluetooth';
const SWITCHES = '/sys/class/rfkill';
/** CAP_NET_RAW of capabilities(7), as a bit of the mask in /proc. */
const NET_RAW = 1n << 13n;

interface Switch {
  /** `hci0`, or a name of the maker's for a switch of the whole machine. */
  readonly name: string;
  readonly soft: boolean;
  readonly hard: boolean;
}

/** What the machine's own files tell of an adapter that could not be used, without opening anything. */
function obstacles(machine: Machine): Finding[] {
  return [adapter(machine), ...blocks(machine), ...permission(machine)];
}

namespace obstacles {
  /** `hci0` and so on. The folder also has an entry for each link, `hci0:1`. */
  export function adapters(machine: Machine): readonly string[] {
    return (machine.list(ADAPTERS) ?? []).filter((name) => /^hci\d+$/.test(name)).sort();
  }

  /** The adapter that noble would be given; undefined leaves the choice to the module. */
  export function chosenAdapter(machine: Machine): number | undefined {
    const chosen = Number.parseInt(machine.variable('NOBLE_HCI_DEVICE_ID') ?? '', 10);
    return Number.isNaN(chosen) ? undefined : chosen;
  }
}

function adapter(machine: Machine): Finding {
  const present = obstacles.adapters(machine);
  const chosen = obstacles.chosenAdapter(machine);
  if (present.length === 0) return finding('no-adapter');
  if (chosen === undefined) return finding('adapter-present', { device: present.join(', ') });
  if (!present.includes(`hci${chosen}`)) return finding('chosen-adapter-absent', { device: present.join(', ') });
  return finding('adapter-present', { device: `hci${chosen}` });
}

/** Nothing is said of a machine without switches. */
function blocks(machine: Machine): Finding[] {
  const switches = readSwitches(machine).filter(({ name }) => concerns(machine, name));
  if (switches.length === 0) return [];
  if (blocked(switches, ({ hard }) => hard)) return [finding('hard-blocked')];
  if (blocked(switches, ({ soft, hard }) => soft || hard)) return [finding('soft-blocked')];
  return [finding('radio-unblocked')];
}

function concerns(machine: Machine, name: string): boolean {
  const chosen = obstacles.chosenAdapter(machine);
  return chosen === undefined || !isAdapter(name) || name === `hci${chosen}`;
}

/** A switch of the machine blocks alone; of several adapters, one that is free is enough. */
function blocked(switches: readonly Switch[], by: (one: Switch) => boolean): boolean {
  const adapters = switches.filter(({ name }) => isAdapter(name));
  if (switches.some((one) => !isAdapter(one.name) && by(one))) return true;
  return adapters.length > 0 && adapters.every(by);
}

const isAdapter = (name: string): boolean => /^hci\d+$/.test(name);

function readSwitches(machine: Machine): Switch[] {
  return (machine.list(SWITCHES) ?? []).flatMap((entry) => {
    const field = (name: string): string => machine.read(`${SWITCHES}/${entry}/${name}`)?.trim() ?? '';
    if (field('type') !== 'bluetooth') return [];
    // `state` is 0 for a soft block and 2 for a hard one; an old kernel has nothing else.
    const state = field('state');
    const soft = field('soft') === '1' || (field('soft') === '' && state === '0');
    const hard = field('hard') === '1' || (field('hard') === '' && state === '2');
    return [{ name: field('name'), soft, hard }];
  });
}

/** Nothing is said where the mask cannot be read: the attempt itself will tell. */
function permission(machine: Machine): Finding[] {
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(machine.read('/proc/self/status') ?? '')?.[1];
  if (mask === undefined) return [];
  return [finding((BigInt(`0x${mask}`) & NET_RAW) === 0n ? 'not-permitted' : 'permitted')];
}

export = obstacles;
