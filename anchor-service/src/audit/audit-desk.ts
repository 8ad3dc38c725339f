import { equalBytes } from '@fit4work/protocol';
import type { AuditPeriod } from '../core/audit-period.js';
import { AnchorError } from '../error.js';
import { type Audit, type AuditPorts, audit } from './auditing.js';

/** Audits of other periods that wait for the one that is being made; with that one. */
const MOST_ASKED = 64;
/** Of them, those that one address asked for first. */
const MOST_ASKED_OF_ONE = 2;
/** For the turn to come, milliseconds: whoever waits longer is told so, and room is made for others. */
const MOST_WAITED_MS = 800;
const MOST_KEPT = 16;
/** Counts of erasures change without a checkpoint, and days end without one. */
const KEPT_SECONDS = 60;

interface Asked {
  readonly by: string;
  readonly made: Promise<Audit>;
}

/**
 * Has one audit made at a time, since each reads beside a log that has better to do, and none twice: whoever asks for the same period
 * shares the one that is being made, or is given the one that was made under the same checkpoint. However many addresses ask, one more is
 * answered, or told within a second that it has to wait.
 */
export class AuditDesk {
  readonly #make: typeof audit;
  readonly #waitMs: number;
  readonly #asked = new Map<string, Asked>();
  /** The one that was used least lately first. */
  readonly #kept = new Map<string, Audit>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(make = audit, waitMs = MOST_WAITED_MS) {
    this.#make = make;
    this.#waitMs = waitMs;
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
    if (this.#asked.size >= MOST_ASKED || own >= MOST_ASKED_OF_ONE) throw busy();
    const made = this.#inTurn(make).finally(() => this.#asked.delete(key));
    const asked = { by, made };
    this.#asked.set(key, asked);
    made.then(
      (audited) => this.#keep(key, audited),
      () => undefined,
    );
    return asked;
  }

  /** Does the work when those before it are done; not at all where that takes too long. */
  #inTurn(make: () => Promise<Audit>): Promise<Audit> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        reject(busy());
      }, this.#waitMs);
      this.#turn = this.#turn.then(async () => {
        clearTimeout(timer);
        if (!isLate) await make().then(resolve, reject);
      });
    });
  }

  #keep(key: string, audited: Audit): void {
    this.#kept.delete(key);
    this.#kept.set(key, audited);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

const busy = (): AnchorError => new AnchorError('busy-audit', 'Other audits are being made: ask again in a moment.');

function isOfNow({ checkpoint, report }: Audit, { book, clock }: AuditPorts): boolean {
  const age = clock() - report.made;
  const newest = book.newest();
  const isNewest =
    newest === undefined || checkpoint === undefined ? newest === checkpoint : equalBytes(newest, checkpoint);
  return isNewest && age >= 0 && age < KEPT_SECONDS;
}
