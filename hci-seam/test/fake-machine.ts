import { EventEmitter } from 'node:events';
import type HciSocket from '../dist/index.js';

/** What the system would say, as Node says it. */
export function systemError(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

type Kernel = InstanceType<ReturnType<HciSocket.Machine['kernelSocket']>>;

interface FakeKernel {
  /** Thrown by the constructor, by the bind, or reported on each write. */
  readonly socket?: string;
  readonly bind?: string;
  readonly write?: string;
  readonly up?: boolean;
  readonly silent?: boolean;
  /** HCI version of Read Local Version. */
  readonly version?: number;
  /** Everything that was done to the socket, in order. */
  readonly log?: string[];
}

/** A kernel socket over an adapter that answers what a diagnosis asks, and refuses what it was told to refuse. */
function kernelSocket(kernel: FakeKernel): new () => Kernel {
  return class extends EventEmitter implements Kernel {
    private started = false;

    constructor() {
      super();
      if (kernel.socket) throw systemError(kernel.socket);
      kernel.log?.push('open');
    }

    bindRaw(device = 0): number {
      if (kernel.bind) throw systemError(kernel.bind);
      kernel.log?.push(`bind ${device}`);
      return device;
    }

    bindUser(device = 0): number {
      return this.bindRaw(device);
    }

    bindControl(): number {
      return this.bindRaw();
    }

    isDevUp(): boolean {
      return kernel.up ?? true;
    }

    setFilter(filter: Buffer): void {
      kernel.log?.push(`filter ${filter.toString('hex')}`);
    }

    start(): void {
      this.started = true;
    }

    stop(): void {
      this.started = false;
      kernel.log?.push('stop');
    }

    write(packet: Buffer): void {
      kernel.log?.push(`write ${packet.toString('hex')}`);
      if (kernel.write) this.emit('error', systemError(kernel.write));
      else if (!kernel.silent) setImmediate(() => this.answer(packet.readUInt16LE(1)));
    }

    private answer(opcode: number): void {
      if (!this.started) return;
      // Somebody else's command is answered on every raw socket as well.
      for (const one of [0x0c14, opcode]) this.emit('data', commandComplete(one, kernel.version));
    }
  };
}

/** What a controller answers (Core 5.4, Vol 4, Part E, 7.7.14); its address is 00:11:22:33:44:55. */
export function commandComplete(opcode: number, version = 9): Buffer {
  const parameters: Record<number, string> = {
    4105: '00554433221100',
    4097: `00${version.toString(16).padStart(2, '0')}0000090f000000`.slice(0, 18),
    8194: '001b0008',
  };
  const payload = Buffer.from(parameters[opcode] ?? '00', 'hex');
  return Buffer.concat([Buffer.from([4, 0x0e, payload.length + 3, 1, opcode & 255, opcode >> 8]), payload]);
}

export interface FakeMachine {
  readonly platform?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly module?: Error;
  readonly kernel?: FakeKernel;
}

const FULL = 'Name:\tnode\nCapEff:\t000001ffffffffff\n';

/** A Linux machine with everything in order, but for what is given. */
export function fakeMachine(given: FakeMachine = {}): HciSocket.Machine {
  const files = given.files ?? { ...adapter('hci0'), '/proc/self/status': FULL };
  return {
    platform: given.platform ?? 'linux',
    variable: (name) => given.variables?.[name],
    read: (file) => files[file],
    list: (folder) => {
      const inside = Object.keys(files).filter((file) => file.startsWith(`${folder}/`));
      const names = new Set(inside.map((file) => file.slice(folder.length + 1).split('/')[0] ?? ''));
      return names.size > 0 ? [...names] : undefined;
    },
    kernelSocket: () => {
      if (given.module) throw given.module;
      return kernelSocket(given.kernel ?? {});
    },
    stream: () => undefined,
  };
}

export const adapter = (name: string): Record<string, string> => ({ [`/sys/class/bluetooth/${name}/uevent`]: '' });

/** The files of one switch, each with the line end that the kernel writes. */
export function rfkill(entry: string, fields: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.entries({ type: 'bluetooth', ...fields });
  return Object.fromEntries(names.map(([name, value]) => [`/sys/class/rfkill/${entry}/${name}`, `${value}\n`]));
}

export const capabilities = (mask: string): Record<string, string> => ({
  '/proc/self/status': `Name:\tnode\nCapInh:\t0000000000000000\nCapEff:\t${mask}\n`,
});
