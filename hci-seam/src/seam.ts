import events = require('node:events');

import SeamError = require('./error');
import kernel = require('./kernel');

import type { KernelSocket } from './kernel-socket';

import LongTermKeys = require('./long-term-keys');

import type { Machine } from './machine';

import thisMachine = require('./this-machine');
import type transport = require('./transport');

namespace seam {
  /** `kernel`, `tcp:HOST:PORT`, `unix:PATH`, or a controller in this process. */
  export type HciTarget = string | transport.OpenHciTransport;

  /** The API of @abandonware/bluetooth-hci-socket. */
  export type HciSocketApi = KernelSocket;

  export type HciSocketClass = new () => HciSocketApi;

  /**
   * A socket class bound to one target, so that many hosts with radios of their own can live in one process. The
   * long-term keys are shared by the sockets of one class, because a host gives them on one and needs them on another.
   *
   * @param target without one, what `FIT4WORK_HCI` says when the socket is bound, else the kernel: never a virtual
   *   radio that nobody asked for
   */
  export function createSeam(target?: HciTarget, machine: Machine = thisMachine): HciSocketClass {
    const keys = new LongTermKeys();
    return class extends SeamSocket {
      constructor() {
        super(target, keys, machine);
      }
    };
  }
}

class SeamSocket extends events.EventEmitter implements seam.HciSocketApi {
  private kernel: KernelSocket | undefined;
  private transport: transport.HciTransport | undefined;
  private up = false;
  private control = false;

  constructor(
    private readonly target: seam.HciTarget | undefined,
    private readonly keys: LongTermKeys,
    private readonly machine: Machine,
  ) {
    super();
  }

  bindRaw(device?: number): number {
    return this.bind((kernel) => kernel.bindRaw(device));
  }

  bindUser(device?: number): number {
    return this.bind((kernel) => kernel.bindUser(device));
  }

  bindControl(): number {
    this.control = true;
    return this.bind((kernel) => kernel.bindControl());
  }

  /** True from the bind on: a host that sees the device down asks again only after a second. */
  isDevUp(): boolean {
    return this.kernel ? this.kernel.isDevUp() : this.up;
  }

  setFilter(filter: Buffer): void {
    this.kernel?.setFilter(filter);
  }

  start(): void {
    this.kernel?.start();
  }

  stop(): void {
    this.up = false;
    this.kernel?.stop();
    this.transport?.close();
  }

  write(packet: Buffer): void {
    if (this.kernel) this.kernel.write(packet);
    else if (this.control) this.keys.takeMgmt(packet);
    else if (this.transport) this.transport.write(packet);
    else throw new SeamError('not-bound', 'An HCI socket is written to before it is bound.');
  }

  private bind(bindKernel: (kernel: KernelSocket) => number): number {
    const target = this.target ?? (this.machine.variable('FIT4WORK_HCI') || 'kernel');
    if (target === 'kernel') return this.bindToKernel(bindKernel);
    const open = typeof target === 'string' ? this.machine.stream(target) : target;
    if (!open) {
      throw new SeamError(
        'bad-target',
        `FIT4WORK_HCI=${target} is not kernel, tcp:HOST:PORT or unix:PATH; correct it.`,
      );
    }
    this.up = true;
    if (!this.control) {
      this.transport = open({ packet: (packet) => this.receive(packet), lost: (error) => this.lose(error) });
    }
    return 0;
  }

  private bindToKernel(bindKernel: (kernel: KernelSocket) => number): number {
    const socket = kernel.open(this.machine);
    socket.on('data', (packet: Buffer) => this.deliver(packet));
    socket.on('error', (error: Error) => this.emit('error', error));
    this.kernel = socket;
    try {
      return bindKernel(socket);
    } catch (cause) {
      throw kernel.bindFault(cause);
    }
  }

  private receive(packet: Buffer): void {
    const answer = this.keys.takeEvent(packet);
    if (answer) this.transport?.write(answer);
    this.deliver(packet);
  }

  /**
   * noble and bleno throw on a packet that is shorter than it says. It comes from the air, and nobody out there may end
   * this process: the packet is dropped and reported.
   */
  private deliver(packet: Buffer): void {
    try {
      this.emit('data', packet);
    } catch (cause) {
      const fault = new SeamError('host-fault', 'The Bluetooth host could not parse a packet; it is dropped.', cause);
      if (this.listenerCount('error') > 0) this.emit('error', fault);
    }
  }

  private lose(error: Error): void {
    this.up = false;
    this.emit('error', error);
  }
}

export = seam;
