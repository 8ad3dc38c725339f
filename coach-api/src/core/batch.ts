import { equalBytes, fromHex } from '@fit4work/protocol';
import { takeConsent } from './kinds/consent.js';
import { takeEnvelope } from './kinds/envelope.js';
import { takeErasure } from './kinds/erasure.js';
import { takeKeys } from './kinds/keys.js';
import { takeMessage } from './kinds/message.js';
import { takeRelease } from './kinds/release.js';
import { takeRetirement } from './kinds/retirement.js';
import type { Parsed, RefusalCode } from './messages.js';
import { type BatchOptions, emptyPlan, type PersonState, type Plan, type Taking } from './plan.js';
import { refusalOf } from './refusal.js';

const MAX_RECORDS = 256;

/** Decides about a batch, message by message, in the order of arrival. */
export class Batch {
  readonly #options: BatchOptions;
  /** Records to confirm, by pseudonym and agent. */
  readonly #touched = new Map<string, Map<number, Uint8Array[]>>();
  readonly #plan: Plan = emptyPlan();

  constructor(options: BatchOptions) {
    this.#options = options;
  }

  take(message: Parsed): void {
    const person = this.#options.state.get(message.pseudonym);
    const refused = person === undefined ? 'unknown-agent' : this.#takeFrom(person, message);
    if (refused !== undefined) this.#plan.refused.push(refused);
  }

  refuse(code: RefusalCode): void {
    this.#plan.refused.push(code);
  }

  /** To be called once, after the last message. */
  plan(): Plan {
    for (const [pseudonym, agents] of this.#touched) {
      for (const [agent, records] of agents) {
        const state = this.#options.state.get(pseudonym)?.agents.get(agent);
        if (state === undefined) continue;
        const { sequence, leaf } = state;
        this.#plan.receipts.push({
          pseudonym: fromHex(pseudonym),
          agent,
          sequence,
          leaf,
          records: records.slice(0, MAX_RECORDS),
        });
      }
    }
    return this.#plan;
  }

  #takeFrom(person: PersonState, message: Parsed): RefusalCode | undefined {
    const result = refusalOf(() => takeOf(person, message, this.#taking()));
    return typeof result === 'object' ? result.refused : result;
  }

  #taking(): Taking {
    const { recipients, controllers, now, state } = this.#options;
    return {
      ...{ recipients, controllers, now, plan: this.#plan },
      touch: (pseudonym, agent, record) => this.#touch(pseudonym, agent, record),
      touchAll: (pseudonym, record) => {
        for (const agent of state.get(pseudonym)?.agents.keys() ?? []) this.#touch(pseudonym, agent, record);
      },
    };
  }

  #touch(pseudonym: string, agent: number, record?: Uint8Array): void {
    const agents = this.#touched.get(pseudonym) ?? new Map<number, Uint8Array[]>();
    const records = agents.get(agent) ?? [];
    if (record !== undefined && !records.some((known) => equalBytes(known, record))) records.push(record);
    agents.set(agent, records);
    this.#touched.set(pseudonym, agents);
  }
}

function takeOf(person: PersonState, message: Parsed, taking: Taking): RefusalCode | undefined {
  switch (message.kind) {
    case 'envelope':
      return takeEnvelope(person, message, taking);
    case 'consent':
      return takeConsent(person, message, taking);
    case 'release':
      return takeRelease(person, message, taking);
    case 'erasure':
      return takeErasure(person, message, taking);
    case 'message':
      return takeMessage(person, message, taking);
    case 'retirement':
      return takeRetirement(person, message, taking);
    case 'keys':
      return takeKeys(person, message, taking);
  }
}
