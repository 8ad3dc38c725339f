import { type Block, leafCount } from '@fit4work/protocol';
import { dayOf } from './audit-period.js';

/* What is kept of a day of the log, made block by block: whoever has the blocks and the times of publication makes the same again. */

/** A checkpoint that came out, and when. */
export interface Publication {
  readonly size: number;
  /** Unix seconds, of the anchor's clock; `null` for what came out before the book of publications began. */
  readonly time: number | null;
  /** Names of the witnesses that had cosigned by then. */
  readonly witnesses: readonly string[];
}

/** Of a block what does not depend on its leaves. */
export type BlockFacts = Pick<Block, 'height' | 'firstIndex' | 'size' | 'time'>;

/** From one time up to another, Unix seconds. */
export type Stretch = readonly [from: number, until: number];

/** A day of UTC, of the blocks that a published checkpoint covers. It is of one size however many blocks there were. */
export interface DayFacts {
  readonly day: string;
  readonly blocks: number;
  readonly leaves: number;
  /** What its blocks span of the tree. */
  readonly firstIndex: number;
  readonly size: number;
  /** Times of its first and its last block, Unix seconds. */
  readonly first: number;
  readonly last: number;
  /** How many blocks waited how many seconds for a published checkpoint, ascending; see {@link told}. */
  readonly waits: readonly (readonly [seconds: number, blocks: number])[];
  /** The longest wait, to the second; `null` when none is known. */
  readonly longest: number | null;
  /** Times without a block, between two of the day. */
  readonly quiet: readonly Stretch[];
  /** Times in which some block waited for its witnesses; no two of them touch. */
  readonly unwitnessed: readonly Stretch[];
  /** Checkpoints that end at a block of the day. */
  readonly publications: number;
  /** How many of them a witness cosigned, and when the last of these came out. */
  readonly cosigned: readonly (readonly [witness: string, count: number, last: number | null])[];
}

/** Blocks in order, and the publications in order of size that cover them. */
export interface Covered {
  readonly blocks: readonly BlockFacts[];
  readonly publications: readonly Publication[];
}

/** Agents speak every quarter of an hour: an hour without a block is worth a question. */
export const QUIET_SECONDS = 3600;
/** Many times what a witness takes. */
const UNWITNESSED_SECONDS = 60;

/** Leaves of a block: what was sent, and so without its link. */
export const leavesIn = (block: BlockFacts): number => leafCount(block);

/** Seconds until a checkpoint covered a block: never fewer than none, since clocks may be set. `undefined` when it is not known. */
export const waitOf = ({ time }: BlockFacts, publication: Publication | undefined): number | undefined =>
  publication === undefined || publication.time === null ? undefined : Math.max(0, publication.time - time);

/** Each block with the first publication that covers it. */
export function* coverOf<T extends BlockFacts>({
  blocks,
  publications,
}: {
  readonly blocks: readonly T[];
  readonly publications: readonly Publication[];
}): Generator<readonly [T, Publication | undefined]> {
  let at = 0;
  for (const block of blocks) {
    while (at < publications.length && (publications[at]?.size ?? 0) < block.size) at += 1;
    yield [block, publications[at]];
  }
}

/** Adds blocks to the days that they are of. @param days by their names; those that are missing are made @returns the days that grew */
export function addToDays(days: Map<string, DayTally>, covered: Covered): Set<DayTally> {
  const grown = new Set<DayTally>();
  for (const [block, publication] of coverOf(covered)) {
    // What no checkpoint covers yet does not count yet.
    if (publication === undefined) break;
    const day = dayOf(block.time);
    const tally = days.get(day) ?? new DayTally(day);
    days.set(day, tally);
    tally.add(block, publication);
    grown.add(tally);
  }
  return grown;
}

/** A wait as it is counted: to the second for ten minutes, to the minute for ten hours and to the hour from there, rounded up. */
function told(seconds: number): number {
  const step = seconds <= 600 ? 1 : seconds <= 36_000 ? 60 : 3600;
  return Math.ceil(seconds / step) * step;
}

const NOTHING: Omit<DayFacts, 'day'> = {
  ...{ blocks: 0, leaves: 0, firstIndex: 0, size: 0, first: 0, last: 0, publications: 0 },
  ...{ waits: [], longest: null, quiet: [], unwitnessed: [], cosigned: [] },
};

/** A day that grows. */
export class DayTally {
  readonly #waits: Map<number, number>;
  readonly #quiet: Stretch[];
  readonly #unwitnessed: [from: number, until: number][];
  readonly #cosigned: Map<string, readonly [count: number, last: number | null]>;
  #facts: Omit<DayFacts, 'waits' | 'quiet' | 'unwitnessed' | 'cosigned'>;

  /** @param facts of the day so far */
  constructor(day: string, facts?: DayFacts) {
    const { waits, quiet, unwitnessed, cosigned, ...rest } = facts ?? { ...NOTHING, day };
    this.#waits = new Map(waits);
    this.#quiet = [...quiet];
    this.#unwitnessed = unwitnessed.map(([from, until]) => [from, until]);
    this.#cosigned = new Map(cosigned.map(([witness, count, last]) => [witness, [count, last]]));
    this.#facts = rest;
  }

  /** Adds the next block. @param publication the first that covers it */
  add(block: BlockFacts, publication: Publication): void {
    const facts = this.#facts;
    const isFirst = facts.blocks === 0;
    if (!isFirst && block.time - facts.last > QUIET_SECONDS) this.#quiet.push([facts.last, block.time]);
    this.#facts = {
      ...facts,
      blocks: facts.blocks + 1,
      leaves: facts.leaves + leavesIn(block),
      firstIndex: isFirst ? block.firstIndex : facts.firstIndex,
      size: block.size,
      first: isFirst ? block.time : facts.first,
      last: block.time,
      longest: this.#addWait(block, waitOf(block, publication)),
      publications: facts.publications + (publication.size === block.size ? 1 : 0),
    };
    if (publication.size === block.size) this.#addWitnesses(publication);
  }

  facts(): DayFacts {
    return {
      ...this.#facts,
      waits: [...this.#waits].sort(([a], [b]) => a - b),
      quiet: [...this.#quiet],
      unwitnessed: this.#unwitnessed.map(([from, until]) => [from, until]),
      cosigned: [...this.#cosigned].map(([witness, [count, last]]) => [witness, count, last]),
    };
  }

  /** @returns the longest wait so far */
  #addWait({ time }: BlockFacts, wait: number | undefined): number | null {
    const { longest } = this.#facts;
    if (wait === undefined) return longest;
    const counted = told(wait);
    this.#waits.set(counted, (this.#waits.get(counted) ?? 0) + 1);
    if (wait > UNWITNESSED_SECONDS) addStretch(this.#unwitnessed, [time, time + wait]);
    return Math.max(longest ?? 0, wait);
  }

  #addWitnesses({ time, witnesses }: Publication): void {
    for (const witness of witnesses) {
      const [count, last] = this.#cosigned.get(witness) ?? [0, null];
      this.#cosigned.set(witness, [count + 1, time ?? last]);
    }
  }
}

/** Adds a stretch to some that begin no later, so that no two of them touch. */
export function addStretch(stretches: [from: number, until: number][], [from, until]: Stretch): void {
  const last = stretches.at(-1);
  if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until);
  else stretches.push([from, until]);
}
