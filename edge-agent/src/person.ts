import type { Clock, Entropy, Identity, Outbox, Vault } from './ports.js';

/** What every step of the pipeline works on. */
export interface PersonPorts {
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly entropy: Entropy;
  readonly clock: Clock;
}

/** Whose data they are. */
export interface Person {
  readonly identity: Identity;
  readonly zone: string;
}
