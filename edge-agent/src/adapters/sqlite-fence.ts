import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';
import type { OpenVault } from './sqlite-open.js';

/**
 * A process goes on only as the agent as which it opened the vault: what one would sign whose key was changed by another
 * process would be refused by everybody, and would stand in the wrong chain.
 */
export class Fence {
  readonly #open: OpenVault;
  #agent: number | undefined;

  constructor(open: OpenVault) {
    this.#open = open;
    // One that was changed on disk is refused where it is asked for, and not before the vault can be looked at.
    this.#agent = open.tables.identity.find().rows[0]?.agent;
  }

  #present(): number | undefined {
    return this.#open.tables.identity.all()[0]?.agent;
  }

  /** @throws AgentError `superseded` */
  check(): void {
    if (this.#agent === undefined || this.#agent === this.#present()) return;
    throw new AgentError('superseded', ENROL_REFUSALS.superseded);
  }

  /** This process itself changed who the agent is. */
  move(): void {
    this.#agent = this.#present();
  }
}
