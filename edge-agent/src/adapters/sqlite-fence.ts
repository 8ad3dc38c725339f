import { toHex } from '@fit4work/protocol';
import { ENROL_REFUSALS } from '../core/refusal-words/enrol-refusals.js';
import { AgentError } from '../error.js';
import type { IdentityRow } from './sqlite-agent-tables.js';
import type { OpenVault } from './sqlite-open.js';

/** A recovery that is begun anew has the same key and number, and wraps the root anew. */
const nameOf = (row: IdentityRow | undefined): string | undefined => row && `${row.agent} ${toHex(row.wrap_salt)}`;

/**
 * A process goes on only as the agent as which it opened the vault: what one would sign whose key was changed by another
 * process would be refused by everybody, and would stand in the wrong chain.
 */
export class Fence {
  readonly #open: OpenVault;
  #agent: string | undefined;

  constructor(open: OpenVault) {
    this.#open = open;
    // One that was changed on disk is refused where it is asked for, and not before the vault can be looked at.
    this.#agent = nameOf(open.tables.identity.find().rows[0]);
  }

  #present(): string | undefined {
    return nameOf(this.#open.tables.identity.all()[0]);
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
