import type HciSocket from '@fit4work/hci-seam';

/** What the doctor asks of the machine that it examines. */
export interface DoctorMachine {
  /** As `process.versions.node`. */
  readonly nodeVersion: string;
  /** Unix seconds. */
  now(): number;
  /** Undefined where there is nothing at this path. */
  folder(path: string): FolderState | undefined;
  /** What a host would meet on the radio that is configured. */
  radio(): Promise<HciSocket.Diagnosis>;
}

export interface FolderState {
  readonly isFolder: boolean;
  readonly writable: boolean;
  /** Permission bits. */
  readonly mode: number;
  readonly freeBytes: number;
}

/** What can be found of the machine apart from its radio. The list is closed. */
export type MachineFindingCode =
  | 'node'
  | 'node-too-old'
  | 'clock-set'
  | 'clock-not-set'
  | 'state-ready'
  | 'state-absent'
  | 'state-not-folder'
  | 'state-not-writable'
  | 'state-open-to-others'
  | 'state-full';

export interface Examination {
  readonly radio: HciSocket.Diagnosis;
  readonly machine: readonly MachineFindingCode[];
  readonly nodeVersion: string;
}

/** As `engines` of package.json. */
const LEAST_NODE = { major: 20, minor: 19 } as const;
/** 2026-01-01T00:00:00Z: a machine without a battery for its clock wakes years before it. */
const CLOCK_SET = 1_767_225_600;
/** Room for the vault and its write-ahead log over a long absence of the broker. */
const LEAST_FREE = 100_000_000;
const OTHERS = 0o077;

/** @param state the folder that is configured for `vault.db`; nothing is said of it where there is none */
export async function examine(machine: DoctorMachine, state: string | undefined): Promise<Examination> {
  return {
    radio: await machine.radio(),
    machine: [node(machine), clock(machine), ...(state ? stateFolder(machine.folder(state)) : [])],
    nodeVersion: machine.nodeVersion,
  };
}

function node({ nodeVersion }: DoctorMachine): MachineFindingCode {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const enough = major > LEAST_NODE.major || (major === LEAST_NODE.major && minor >= LEAST_NODE.minor);
  return enough ? 'node' : 'node-too-old';
}

const clock = (machine: DoctorMachine): MachineFindingCode =>
  machine.now() >= CLOCK_SET ? 'clock-set' : 'clock-not-set';

function stateFolder(folder: FolderState | undefined): MachineFindingCode[] {
  if (folder === undefined) return ['state-absent'];
  if (!folder.isFolder) return ['state-not-folder'];
  const wrong: MachineFindingCode[] = [];
  if (!folder.writable) wrong.push('state-not-writable');
  if ((folder.mode & OTHERS) !== 0) wrong.push('state-open-to-others');
  if (folder.freeBytes < LEAST_FREE) wrong.push('state-full');
  return wrong.length > 0 ? wrong : ['state-ready'];
}
