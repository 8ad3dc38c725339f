import { encryptionChange, longTermKeyRequest, remoteFeatures, remoteVersion, updateComplete } from './events.js';
import { Exchange, type Parcel, type Role } from './exchange.js';
import { type LinkParameters, STATUS } from './hci.js';
import type { Conditions } from './options.js';

/** Procedure response timeout (Vol 6, Part B, 5.2): a side that waits this long for an answer gives the link up. */
const RESPONSE_MS = 40_000;

/** A controller as its links know it. */
export interface Station {
  readonly address: string;
  /** By handle. */
  readonly links: ReadonlyMap<number, Link>;
  disconnected(handle: number): void;
  /** False if the host has masked this event. */
  toHost(packet: Buffer, delivered?: () => void): boolean;
}

/** One end of a link, as its controller knows it. */
export interface LinkEnd {
  readonly controller: Station;
  readonly handle: number;
}

/** Why a link ended, as each side is told. */
export interface Ending {
  readonly by: Station;
  readonly near: number;
  readonly far: number;
}

/** The air as a link knows it. */
export interface Surroundings {
  readonly conditions: Conditions;
  end(link: Link, ending: Ending): void;
}

/** A connection between two controllers: what is carried over it, its parameters and what encryption it waits for. */
export class Link {
  private readonly exchange: Exchange;
  /** The key that the central wants to encrypt with, while the peripheral's host is asked for its own. */
  private wantedKey: Buffer | undefined;
  private cancelKeyTimeout: (() => void) | undefined;
  private endedBy: Station | undefined;
  private up = true;
  private inRange = true;
  private abandoned = false;

  /** A connection is made by two controllers that hear each other. */
  constructor(
    private readonly air: Surroundings,
    private readonly ends: { readonly central: LinkEnd; readonly peripheral: LinkEnd },
    private current: LinkParameters,
  ) {
    this.exchange = new Exchange(air.conditions, this);
  }

  get central(): LinkEnd {
    return this.ends.central;
  }

  get peripheral(): LinkEnd {
    return this.ends.peripheral;
  }

  get parameters(): LinkParameters {
    return this.current;
  }

  get alive(): boolean {
    return this.up;
  }

  reachable(): boolean {
    return this.inRange && !this.abandoned;
  }

  /** The supervision timeout (Vol 6, Part B, 4.5.2). A side that wanted to end the link has what it wanted. */
  silent(everHeard: boolean): void {
    const reason = everHeard ? STATUS.connectionTimeout : STATUS.notEstablished;
    const by = this.endedBy ?? this.central.controller;
    this.air.end(this, { by, near: this.endedBy ? STATUS.terminatedLocally : reason, far: reason });
  }

  endOf(controller: Station): LinkEnd {
    return controller === this.central.controller ? this.central : this.peripheral;
  }

  otherEnd(controller: Station): LinkEnd {
    return controller === this.central.controller ? this.peripheral : this.central;
  }

  send(from: Station, parcel: Parcel): void {
    const role: Role = from === this.central.controller ? 'central' : 'peripheral';
    this.exchange.send(role, parcel);
  }

  rangeChanged(inRange: boolean): void {
    this.inRange = inRange;
    this.exchange.changed();
  }

  /** One side is gone without a word: the other will find out. */
  abandon(): void {
    this.abandoned = true;
    this.exchange.changed();
  }

  cut(): void {
    this.up = false;
    this.cancelKeyTimeout?.();
    this.exchange.close();
  }

  isEndedBy(controller: Station): boolean {
    return this.endedBy === controller;
  }

  /** Ends the link when the other side knows. */
  terminate(by: Station, reason: number): void {
    this.endedBy = by;
    this.control(by, () => this.air.end(this, { by, near: STATUS.terminatedLocally, far: reason }));
  }

  update(parameters: LinkParameters): void {
    this.control(this.central.controller, () => {
      this.current = parameters;
      for (const { controller, handle } of [this.central, this.peripheral]) {
        controller.toHost(updateComplete(handle, parameters));
      }
      this.exchange.retimed();
    });
  }

  /** Asks the other controller for something, and tells the own host its answer. */
  ask(by: Station, what: 'features' | 'version'): void {
    const { handle } = this.endOf(by);
    this.control(by, () => {
      this.control(this.otherEnd(by).controller, () => {
        by.toHost(what === 'features' ? remoteFeatures(handle) : remoteVersion(handle));
      });
    });
  }

  get awaitsKey(): boolean {
    return this.wantedKey !== undefined;
  }

  startEncryption(key: Uint8Array, randomAndDiversifier: Uint8Array): void {
    this.wantedKey = Buffer.from(key);
    const request = longTermKeyRequest(this.peripheral.handle, randomAndDiversifier);
    this.cancelKeyTimeout = this.air.conditions.clock.after(RESPONSE_MS, () => this.neverAnswered());
    this.control(this.central.controller, () => {
      // A host that has masked the event has no key (Vol 6, Part B, 5.1.3.1).
      if (!this.peripheral.controller.toHost(request)) this.offerKey(undefined);
    });
  }

  /** The peripheral's host gives its key, or none: equal keys encrypt the link, and others end it (7.8.24, 7.8.25). */
  offerKey(key: Uint8Array | undefined): void {
    const wanted = this.wantedKey;
    if (!wanted) return;
    this.wantedKey = undefined;
    this.cancelKeyTimeout?.();
    const { central, peripheral } = this;
    const refused = key === undefined ? STATUS.keyMissing : STATUS.micFailure;
    const agreed = key !== undefined && wanted.equals(key);
    this.control(peripheral.controller, () => {
      central.controller.toHost(encryptionChange(central.handle, agreed ? STATUS.success : refused, agreed));
      if (agreed) peripheral.controller.toHost(encryptionChange(peripheral.handle, STATUS.success, true));
      else if (refused === STATUS.micFailure) {
        // Neither side can read the other from here on.
        this.air.end(this, { by: peripheral.controller, near: STATUS.micFailure, far: STATUS.micFailure });
      }
    });
  }

  private neverAnswered(): void {
    const by = this.central.controller;
    this.air.end(this, { by, near: STATUS.responseTimeout, far: STATUS.connectionTimeout });
  }

  /** A packet of the link layer itself: it takes its turn, but none of the host's buffers. */
  private control(from: Station, arrive: () => void): void {
    this.send(from, {
      arrive: (taken) => {
        arrive();
        taken();
      },
    });
  }
}
