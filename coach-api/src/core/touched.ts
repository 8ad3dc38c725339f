import { equalBytes, fromHex } from '@fit4work/protocol';
import type { BatchState, UnsignedReceipt } from './plan.js';

/** Records of one receipt, at most: the others are confirmed when they come again. */
export const MAX_RECORDS = 256;

/** Agents that get a receipt, and of which records. */
export class Touched {
  /** By pseudonym and agent. */
  readonly #records = new Map<string, Map<number, Uint8Array[]>>();

  /** @param record none where the receipt is about the chain alone */
  note(pseudonym: string, agent: number, record?: Uint8Array): void {
    const agents = this.#records.get(pseudonym) ?? new Map<number, Uint8Array[]>();
    const records = agents.get(agent) ?? [];
    const isNew = record !== undefined && !records.some((known) => equalBytes(known, record));
    if (isNew && records.length < MAX_RECORDS) records.push(record);
    agents.set(agent, records);
    this.#records.set(pseudonym, agents);
  }

  /** @param state how far each agent's chain is stored by now */
  receipts(state: BatchState): readonly UnsignedReceipt[] {
    return [...this.#records].flatMap(([pseudonym, agents]) =>
      [...agents].flatMap(([agent, records]) => {
        const known = state.get(pseudonym)?.agents.get(agent);
        if (known === undefined) return [];
        const { sequence, leaf } = known;
        return [{ pseudonym: fromHex(pseudonym), agent, sequence, leaf, records }];
      }),
    );
  }
}
