import type { Gate } from './gate.js';
import type { KeyFiles } from './keys.js';

/** A program of ours that listens on a port of its own choice, behind a gate. */
export interface Service {
  readonly name: string;
  /** What node itself is told. */
  readonly node?: readonly string[];
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly gate: Gate;
}

/** What stands before anything is started. */
export interface Made {
  readonly keys: KeyFiles;
  readonly gates: Gates;
  readonly policy: string;
}

export interface Gates {
  readonly broker: Gate;
  /** Of what another broker asks. */
  readonly door: Gate;
  readonly anchor: Gate;
  readonly coach: Gate;
  readonly witnesses: readonly Gate[];
}
