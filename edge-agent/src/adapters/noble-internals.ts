import type { EventEmitter } from 'node:events';
import type HciSocket from '@fit4work/hci-seam';

/** What is used of noble 1.9.2, its internals included. */
export interface NobleCharacteristic extends EventEmitter {
  readonly uuid: string;
  readonly properties: readonly string[];
  read(done: (error: unknown, data: Buffer) => void): void;
  write(data: Buffer, withoutResponse: boolean, done: () => void): void;
  subscribe(done: () => void): void;
}

export interface NobleService {
  readonly uuid: string;
  discoverCharacteristics(
    uuids: readonly string[],
    done: (error: unknown, found: readonly NobleCharacteristic[]) => void,
  ): void;
}

export interface NoblePeripheral extends EventEmitter {
  readonly id: string;
  readonly address: string;
  readonly state: string;
  mtu: number | null;
  connect(): void;
  cancelConnect(): void;
  disconnect(): void;
  discoverServices(uuids: readonly string[], done: (error: unknown, found: readonly NobleService[]) => void): void;
}

export interface Noble extends EventEmitter {
  readonly state: string;
  readonly _state: string;
  startScanning(uuids: readonly string[], duplicates: boolean): void;
  stopScanning(): void;
}

export interface NobleHci extends EventEmitter {
  _userChannel: unknown;
  _aclQueue: readonly { readonly handle: number }[];
  readonly _aclConnections: ReadonlyMap<number, unknown>;
  readonly _socket: HciSocket.HciSocketApi;
  pollIsDevUp(): void;
  flushAcl(): Promise<void>;
  writeAclDataPkt(handle: number, channel: number, data: Buffer): Promise<void>;
  setSocketFilter(): void;
  setEventMask(): void;
  setLeEventMask(): void;
  readLocalVersion(): void;
  writeLeHostSupported(): void;
  readLeHostSupported(): void;
  readLeBufferSize(): void;
  readBdAddr(): void;
}

interface NobleAclStream {
  push(channel: number | null, data: Buffer | null): void;
}

interface NobleGatt extends EventEmitter {
  _mtu: number;
}

export interface NobleBindings {
  readonly _hci: NobleHci;
  /** Handle of a peripheral's id. */
  readonly _handles: Readonly<Record<string, number>>;
  readonly _aclStreams: Readonly<Record<number, NobleAclStream>>;
  readonly _gatts: Readonly<Record<number, NobleGatt>>;
}
