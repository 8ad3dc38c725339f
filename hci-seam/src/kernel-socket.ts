import type { EventEmitter } from 'node:events';

/** What the genuine module offers, as far as it is used. */
export interface KernelSocket extends EventEmitter {
  bindRaw(device?: number): number;
  bindUser(device?: number): number;
  bindControl(): number;
  isDevUp(): boolean;
  setFilter(filter: Buffer): void;
  start(): void;
  stop(): void;
  write(packet: Buffer): void;
}

export type KernelSocketClass = new () => KernelSocket;
