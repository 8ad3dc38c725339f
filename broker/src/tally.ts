import type { Principal } from '@fit4work/registry';
import type { Measure } from './core/exposition.js';
import { REFUSAL_CODES, type RefusalCode } from './core/refusal-code.js';
import type { Notifier, Refusals, Traffic } from './ports.js';
import type { RefusalLog } from './refusal-log.js';

/** All that is counted of what passes and what does not: no name, no topic, no size of one message. */
export class Tally implements Refusals, Traffic {
  readonly #log: RefusalLog;
  readonly #notifier: Notifier;
  readonly #refused = new Map<RefusalCode, number>(REFUSAL_CODES.map((code) => [code, 0]));
  readonly #connections = new Map<Principal['kind'], number>([
    ['agent', 0],
    ['coach-api', 0],
    ['anchor', 0],
  ]);
  #messages = 0;
  #bytes = 0;
  #delivered = 0;
  #slowed = 0;

  constructor(log: RefusalLog, notifier: Notifier) {
    this.#log = log;
    this.#notifier = notifier;
  }

  count(code: RefusalCode): void {
    const count = (this.#refused.get(code) ?? 0) + 1;
    this.#refused.set(code, count);
    this.#log.note(code, count);
    this.#notifier.note(code);
  }

  published(bytes: number): void {
    this.#messages += 1;
    this.#bytes += bytes;
  }

  delivered(): void {
    this.#delivered += 1;
  }

  slowed(): void {
    this.#slowed += 1;
  }

  connected(kind: Principal['kind'], change: 1 | -1): void {
    this.#connections.set(kind, (this.#connections.get(kind) ?? 0) + change);
  }

  measures(): readonly Measure[] {
    const counter = (name: string, help: string, values: Measure['values']): Measure => ({
      ...{ name: `fit4work_broker_${name}`, help, type: 'counter', values },
    });
    return [
      {
        ...{
          name: 'fit4work_broker_connections',
          help: 'Clients that are connected, by what they are.',
          type: 'gauge',
        },
        values: { label: 'kind', of: this.#connections },
      },
      counter('messages_total', 'Messages that were let through.', this.#messages),
      counter('payload_bytes_total', 'Bytes of their payloads.', this.#bytes),
      counter('deliveries_total', 'Messages that were handed to a client.', this.#delivered),
      counter('slowed_total', 'Messages that waited, since their agent sent too fast.', this.#slowed),
      counter('refusals_total', 'What was refused, by its code.', { label: 'code', of: this.#refused }),
    ];
  }
}
