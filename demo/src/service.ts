import type { Address } from './gate.js';
import type { KeyFiles } from './keys.js';

/** A program of ours, and where it is found. */
export interface Service {
  readonly name: string;
  /** What node itself is told. */
  readonly node?: readonly string[];
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly gate: Address;
}

/** What stands before anything is started. */
export interface Made {
  readonly keys: KeyFiles;
  readonly gates: Gates;
  readonly policy: string;
  /** By which the broker speaks TLS; undefined where it speaks plain TCP. */
  readonly brokerTls?: BrokerTls | undefined;
}

/** Paths of a certificate of 127.0.0.1 that is its own authority, and of its key, in PEM. */
export interface BrokerTls {
  readonly cert: string;
  readonly key: string;
}

export interface Gates {
  readonly broker: Address;
  /** Of what another broker asks. */
  readonly door: Address;
  readonly anchor: Address;
  readonly coach: Address;
  readonly witnesses: readonly Address[];
}
