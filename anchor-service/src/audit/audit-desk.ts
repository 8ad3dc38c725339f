import { equalBytes } from '@fit4work/protocol';
import type { AuditPeriod } from '../core/audit-period.js';
import { FairQueue } from '../core/fair-queue.js';
import { AnchorError } from '../error.js';
import { type Audit, type AuditPorts, audit } from './auditing.js';

/** Audits of other periods that wait for the one that is being made; with that one. */
const MOST_ASKED = 64;
/** Of them, those that one address asked for first. */
const MOST_ASKED_OF_ONE = 2;
/** Addresses that are known to share one: of the others it only matters that they are answered with them. */
const MOST_SHARING = 16;
/** For whoever cannot be answered to be told so, milliseconds from their request on: for the turn to come, and for the days to be counted. */
const WITHIN_MS = { turn: 700, count: 900 };
const MOST_KEPT = 16;
/** Counts of erasures change without a checkpoint, and days end without one. */
const KEPT_SECONDS = 60;

interface Asked {
  /** Addresses; whoever asked first is first. */
  readonly askers: Set<string>;
  readonly made: Promise<Audit>;
}

/** One that waits for its turn. */
interface Waiting {
  readonly askers: ReadonlySet<string>;
  readonly begin: () => void;
  readonly refuse: () => void;
}

/**
 * Has one audit made at a time, since each reads beside a log that has better to do, and none twice: whoever asks for the same period
 * shares the one that is being made, or is given the one that was made under the same checkpoint. The turn is with the address that had
 * the fewest of late: however many ask without end, one more is answered, or told within a second that it has to wait.
 */
export class AuditDesk {
  readonly #make: typeof audit;
  readonly #within: typeof WITHIN_MS;
  readonly #asked = new Map<string, Asked>();
  readonly #queue = new FairQueue<Waiting>(MOST_ASKED - 1);
  /** The one that was used least lately first. */
  readonly #kept = new Map<string, Audit>();
  #isMaking = false;

  constructor(make = audit, within = WITHIN_MS) {
    this.#make = make;
    this.#within = within;
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
    const until = performance.now() + this.#within.count;
    const asked =
      this.#asked.get(key) ?? this.#ask(key, by, () => this.#make(ports, period, until - performance.now()));
    if (asked.askers.size < MOST_SHARING) asked.askers.add(by);
    return asked.made;
  }

  #ask(key: string, by: string, make: () => Promise<Audit>): Asked {
    const own = [...this.#asked.values()].filter(({ askers: [first] }) => first === by).length;
    if (own >= MOST_ASKED_OF_ONE) throw busy();
    const askers = new Set([by]);
    const made = this.#inTurn(askers, make).finally(() => this.#asked.delete(key));
    const asked = { askers, made };
    this.#asked.set(key, asked);
    made.then(
      (audited) => this.#keep(key, audited),
      () => undefined,
    );
    return asked;
  }

  /** Does the work when its turn comes; not at all where that takes too long, or whoever had less needs the room. */
  #inTurn(askers: ReadonlySet<string>, make: () => Promise<Audit>): Promise<Audit> {
    return new Promise((resolve, reject) => {
      const refuse = (): void => {
        clearTimeout(timer);
        this.#queue.leave(waiting);
        reject(busy());
      };
      const timer = setTimeout(refuse, this.#within.turn);
      const begin = (): void => {
        clearTimeout(timer);
        // The next one goes before whoever has the answer asks again.
        make()
          .finally(() => this.#end())
          .then(resolve, reject);
      };
      const waiting: Waiting = { askers, begin, refuse };
      const entered = this.#queue.enter(waiting);
      if (entered === false) refuse();
      else entered.leaves?.refuse();
      this.#advance();
    });
  }

  #advance(): void {
    const next = this.#isMaking ? undefined : this.#queue.next();
    if (next === undefined) return;
    this.#isMaking = true;
    next.begin();
  }

  #end(): void {
    this.#isMaking = false;
    this.#advance();
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
