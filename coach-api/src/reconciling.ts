import { addDays, civilDay, daysOfDate, formatNote, fromHex, type NoteSigner, signNote } from '@fit4work/protocol';
import {
  type AccountedOpening,
  type DayOfOpenings,
  dayLine,
  type Grounds,
  isSilent,
  type NamedRecord,
} from './core/reconcile.js';
import { CoachError } from './error.js';
import type { Log } from './log-port.js';
import type { OpeningStore } from './opening-port.js';
import type { Openings } from './openings.js';
import { Passes } from './passes.js';
import type { Clock, Logger } from './ports.js';

export interface ReconcilingOptions {
  readonly store: OpeningStore;
  readonly openings: Pick<Openings, 'settle'>;
  readonly log: Pick<Log, 'holds'>;
  readonly signer: NoteSigner;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** After the end of a day its last proofs have this long to come, seconds. */
const GRACE = 3_600;
/** A service that was away for longer begins there. */
const MOST_DAYS = 92;
/** A difference is shown for so many days. */
const SHOWN_DAYS = 7;

/** Each night: the releases that were opened in a day of UTC, held against the reads of the log. */
export class Reconciling {
  readonly #options: ReconcilingOptions;
  readonly #passes: Passes;
  /** Openings in silence of the days that are shown. */
  #silent = 0;
  /** The last day that was reconciled by this process, or before it. */
  #upTo = '';

  constructor(options: ReconcilingOptions) {
    this.#options = options;
    this.#passes = new Passes(
      () => this.#pass(),
      (error) => {
        const code = error instanceof CoachError ? error.code : 'unknown';
        // Until a new process has a checkpoint, and while the log is away, nothing can be said.
        if (code === 'log-unavailable') options.logger.warn('reconciliation-waits', { code });
        else options.logger.error('reconciliation-failed', { code });
      },
    );
  }

  /** Openings in silence that the last week's days show. */
  get silent(): number {
    return this.#silent;
  }

  /** The log grew, or time went by: looks whether a day is over that was not reconciled. */
  wake(): void {
    if (this.#upTo !== this.#lastDay()) this.#passes.wake();
  }

  settled(): Promise<void> {
    return this.#passes.settled();
  }

  /** The signed line of a day (SPEC.md clause 11.5). @throws CoachError `not-reconciled` */
  async lineOf(day: string): Promise<Uint8Array> {
    const found = await this.#options.store.day(day);
    if (found !== undefined) return found.line;
    throw new CoachError('not-reconciled', 'There is no line of this day: one is made in the night after it.');
  }

  async #pass(): Promise<void> {
    const { store, openings, logger } = this.#options;
    await openings.settle();
    const last = this.#lastDay();
    const [latest] = await store.latestDays(1);
    const oldest = addDays(last, 1 - MOST_DAYS);
    const next = latest === undefined ? last : addDays(latest.day, 1);
    const [, first = next] = [oldest, next].sort();
    for (let day = first; day <= last; day = addDays(day, 1)) await this.#reconcile(day);
    const shown = addDays(last, 1 - SHOWN_DAYS);
    const days = (await store.latestDays(SHOWN_DAYS)).filter(({ day }) => day >= shown);
    const before = this.#silent;
    this.#silent = days.reduce((sum, { silent }) => sum + silent, 0);
    // As loud at each start as when it was found.
    if (this.#silent > before) logger.error('silent-opening', { count: this.#silent });
    this.#upTo = last;
  }

  /** The last day of UTC that is over, and whose proofs had their time to come. */
  #lastDay(): string {
    return addDays(civilDay(this.#options.clock.now() - GRACE, 'UTC'), -1);
  }

  async #reconcile(day: string): Promise<void> {
    const { store, signer, logger } = this.#options;
    const from = daysOfDate(day) * 86_400;
    const counts = { openings: 0, resealed: 0, silent: 0 };
    const known = new Map<string, NamedRecord>();
    for await (const page of store.between(from, from + 86_400)) {
      await this.#look(page, known);
      const resealed = page.filter(({ grounds }) => grounds === 'reseal');
      counts.openings += page.length - resealed.length;
      counts.resealed += resealed.reduce((sum, { releases }) => sum + releases, 0);
      counts.silent += page.filter((opening) => isSilent(opening, (leaf) => known.get(leaf))).length;
    }
    const found: DayOfOpenings = { day, reads: await store.countReads(from, from + 86_400), ...counts };
    const text = dayLine(found);
    const line = formatNote({ text, signatures: [signNote(text, signer)] });
    await store.addDay({ day, silent: found.silent, line });
    logger.info('openings-reconciled', { count: found.openings });
  }

  /** Finds the records that a page names, and proves the reads among them anew: a place that was noted could be forged. */
  async #look(page: readonly AccountedOpening[], known: Map<string, NamedRecord>): Promise<void> {
    const { store, log } = this.#options;
    const asked = new Set(page.flatMap(({ grounds }) => leavesOf(grounds)).filter((leaf) => !known.has(leaf)));
    for (const [leaf, record] of await store.named([...asked])) {
      const isForged =
        record.kind === 'read' && record.index !== undefined && !(await log.holds(fromHex(leaf), record.index));
      known.set(leaf, isForged ? { ...record, index: undefined } : record);
    }
  }
}

const leavesOf = (grounds: Grounds): readonly string[] => (grounds === 'reseal' ? [] : grounds);
