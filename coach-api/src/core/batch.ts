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
import { Touched } from './touched.js';

/** Decides about a batch, message by message, in the order of arrival. */
export class Batch {
  readonly #options: BatchOptions;
  readonly #touched = new Touched();
  readonly #ended = new Touched();
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
    const { state } = this.#options;
    this.#plan.receipts.push(...this.#touched.receipts(state));
    this.#plan.endings.push(...this.#ended.receipts(state));
    return this.#plan;
  }

  #takeFrom(person: PersonState, message: Parsed): RefusalCode | undefined {
    const result = refusalOf(() => takeOf(person, message, this.#taking()));
    return typeof result === 'object' ? result.refused : result;
  }

  #taking(): Taking {
    const { recipients, controllers, now, state } = this.#options;
    const touchAll = (touched: Touched) => (pseudonym: string, record: Uint8Array) => {
      for (const agent of state.get(pseudonym)?.agents.keys() ?? []) touched.note(pseudonym, agent, record);
    };
    return {
      ...{ recipients, controllers, now, plan: this.#plan },
      touch: (pseudonym, agent, record) => this.#touched.note(pseudonym, agent, record),
      touchAll: touchAll(this.#touched),
      touchAllEnded: touchAll(this.#ended),
    };
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
