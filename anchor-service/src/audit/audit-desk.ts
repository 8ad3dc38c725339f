import { equalBytes } from '@fit4work/protocol';
import type { AuditPeriod } from '../core/audit-period.js';
import { AnchorError } from '../error.js';
import { type Audit, type AuditPorts, audit } from './auditing.js';

/** Audits of other periods that wait for the one that is being made; with that one. */
const MOST_ASKED = 8;
/** Of them, those that one address asked for first. */
const MOST_ASKED_OF_ONE = 2;
const MOST_KEPT = 16;
/** Counts of erasures change without a checkpoint, and days end without one. */
const KEPT_SECONDS = 60;

interface Asked {
  readonly by: string;
  readonly made: Promise<Audit>;
}

/**
 * Has one audit made at a time, since each reads beside a log that has better to do, and none twice: whoever asks for the same period
 * shares the one that is being made, or is given the one that was made under the same checkpoint.
 */
export class AuditDesk {
  readonly #make: typeof audit;
  readonly #asked = new Map<string, Asked>();
  /** The one that was used least lately first. */
  readonly #kept = new Map<string, Audit>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(make = audit) {
    this.#make = make;
  }

  /**
   * The audit of a period, of a minute ago at most.
   * @param by the address that asks
   * @throws AnchorError as {@link audit}, `busy-audit` when too many wait
   */
  async of(ports: AuditPorts, period: AuditPeriod, by: string): Promise<Audit> {
    const key = `${period.from}/${period.until}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined && isOfNow(kept, ports)) {
      this.#keep(key, kept);
      return kept;
    }
    const { made } = this.#asked.get(key) ?? this.#ask(key, by, () => this.#make(ports, period));
    return made;
  }

  #ask(key: string, by: string, make: () => Promise<Audit>): Asked {
    const own = [...this.#asked.values()].filter((other) => other.by === by).length;
    if (this.#asked.size >= MOST_ASKED || own >= MOST_ASKED_OF_ONE) {
      throw new AnchorError('busy-audit', 'Other audits are being made: ask again in a moment.');
    }
    const made = this.#turn.then(make).finally(() => this.#asked.delete(key));
    const asked = { by, made };
    this.#asked.set(key, asked);
    this.#turn = made.then(
      (audited) => this.#keep(key, audited),
      () => undefined,
    );
    return asked;
  }

  #keep(key: string, audited: Audit): void {
    this.#kept.delete(key);
    this.#kept.set(key, audited);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function isOfNow({ checkpoint, report }: Audit, { book, clock }: AuditPorts): boolean {
  const age = clock() - report.made;
  const newest = book.newest();
  const isNewest =
    newest === undefined || checkpoint === undefined ? newest === checkpoint : equalBytes(newest, checkpoint);
  return isNewest && age >= 0 && age < KEPT_SECONDS;
}
