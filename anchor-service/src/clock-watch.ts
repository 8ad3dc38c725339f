import type { Block } from '@fit4work/protocol';
import type { Clock, Journal } from './ports.js';

/** What two clocks of one machine are apart by when one of them was moved. */
const STEP_SECONDS = 60;

/**
 * Says when this machine's clock was moved, and when the chain is dated ahead of it: times of blocks never fall (SPEC.md clause 15.3), so
 * that one date too late stands until the world has come to it, and whoever keeps the clock can do something about it only now.
 */
export class ClockWatch {
  readonly #journal: Pick<Journal, 'warn'>;
  readonly #clock: Clock;
  readonly #ticks: () => number;
  /** By how much the clock is ahead of one that nobody moves, seconds; absent before the first look. */
  #apart: number | undefined;

  /** @param ticks milliseconds of a clock that nobody moves; while a machine sleeps it may stand, and then its waking is told as a step */
  constructor(journal: Pick<Journal, 'warn'>, clock: Clock, ticks = () => performance.now()) {
    this.#journal = journal;
    this.#clock = clock;
    this.#ticks = ticks;
  }

  /** To be called at the start and before each block. @param newest the block that the next one follows */
  look(newest: Block | undefined): void {
    const now = this.#clock();
    const apart = now - this.#ticks() / 1000;
    const step = apart - (this.#apart ?? apart);
    const isNews = this.#apart === undefined || Math.abs(step) > STEP_SECONDS;
    if (!isNews) return;
    this.#apart = apart;
    if (step !== 0) this.#journal.warn('clock-stepped', { milliseconds: Math.round(step * 1000) });
    const ahead = (newest?.time ?? now) - now;
    if (newest === undefined || ahead <= STEP_SECONDS) return;
    this.#journal.warn('chain-dated-ahead', { height: newest.height, milliseconds: Math.round(ahead * 1000) });
  }
}
