import { encryptionChange, STATUS } from './hci.js';

/** A controller as its links know it. */
export interface Station {
  /** By handle. */
  readonly links: Map<number, Link>;
  toHost(packet: Buffer, delivered?: () => void): void;
}

/** One end of a link, as its controller knows it. */
export interface LinkEnd {
  readonly controller: Station;
  readonly handle: number;
}

/** A connection between two controllers, and what encryption it is waiting for. */
export class Link {
  /** The key that the central wants to encrypt with, while the peripheral's host is asked for its own. */
  private wantedKey: Buffer | undefined;
  private up = true;

  constructor(
    readonly central: LinkEnd,
    readonly peripheral: LinkEnd,
  ) {}

  get alive(): boolean {
    return this.up;
  }

  endOf(controller: Station): LinkEnd {
    return controller === this.central.controller ? this.central : this.peripheral;
  }

  otherEnd(controller: Station): LinkEnd {
    return controller === this.central.controller ? this.peripheral : this.central;
  }

  cut(): void {
    this.up = false;
  }

  wantEncryption(key: Uint8Array): void {
    this.wantedKey = Buffer.from(key);
  }

  /** The peripheral's host gives its key, or none: equal keys encrypt the link. */
  offerKey(key: Uint8Array | undefined): void {
    const wanted = this.wantedKey;
    if (!wanted) return;
    this.wantedKey = undefined;
    const { central, peripheral } = this;
    const refused = key === undefined ? STATUS.keyMissing : STATUS.micFailure;
    const agreed = key !== undefined && wanted.equals(key);
    central.controller.toHost(encryptionChange(central.handle, agreed ? STATUS.success : refused, agreed));
    if (agreed) peripheral.controller.toHost(encryptionChange(peripheral.handle, STATUS.success, true));
  }
}
