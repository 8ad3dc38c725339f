import { fromHex, parsePolicy, parseProof, utf8, verifyProof } from '@fit4work/protocol';
import { expect } from 'vitest';
import type { AnsweredRead } from './reading-coach.js';

/** Looks beside the service, in its database. */
export type Rows = (query: string) => Promise<readonly Record<string, unknown>[]>;

const PROVEN_READS = `SELECT reads.leaf, reads.purpose, reads.pseudonym FROM reads
  JOIN letters ON letters.leaf = reads.leaf WHERE letters.anchored_index IS NOT NULL`;

const leavesOf = (opening: Record<string, unknown>): readonly string[] => String(opening.leaves).split(',');

/** What a coach API wrote down of reads and openings, held against what coaches were answered. */
export class ReadAccount {
  readonly #rows: Rows;
  readonly #policy: string;
  readonly #verified = new Set<string>();

  constructor(rows: Rows, policy: string) {
    this.#rows = rows;
    this.#policy = policy;
  }

  /**
   * Holds that nothing was opened in silence: each answered read has its record, a place in a witnessed checkpoint and an
   * opening in the account; each opening names such reads, or an erasure.
   *
   * @param pending leaves of erasures that may be under way
   * @returns how many openings there are
   */
  async check(answered: readonly AnsweredRead[], pending: readonly string[]): Promise<number> {
    const openings = await this.#rows('SELECT leaves FROM openings');
    const reads = await this.#rows(PROVEN_READS);
    const erasures = (await this.#rows('SELECT leaf FROM erasures')).map(({ leaf }) => String(leaf));
    const named = new Set([...reads.map(({ leaf }) => String(leaf)), ...erasures, ...pending]);
    const silent = openings.filter((opening) => !leavesOf(opening).every((leaf) => named.has(leaf)));
    expect(silent, 'openings that name no read').toEqual([]);
    const opened = new Set(openings.flatMap(leavesOf));
    const accounted = new Map<string, Set<string>>();
    for (const { leaf, purpose, pseudonym } of reads) {
      if (!opened.has(String(leaf))) continue;
      const name = `${pseudonym} ${purpose}`;
      accounted.set(name, (accounted.get(name) ?? new Set()).add(String(leaf)));
    }
    const unaccounted = answered.filter(({ purpose, pseudonym, answer }) => {
      const leaves = accounted.get(`${pseudonym} ${purpose}`);
      return leaves === undefined || (answer !== undefined && !leaves.has(answer.leaf));
    });
    expect(unaccounted, 'answers without a record, a place in the log or an opening').toEqual([]);
    for (const { answer } of answered) if (answer !== undefined) this.#verify(answer);
    return openings.length;
  }

  /** Holds that messages and erasures of which a receipt came are stored. */
  async checkRecords(acknowledged: Iterable<string>): Promise<void> {
    const rows = await this.#rows(`SELECT leaf FROM letters WHERE kind = 'message' UNION SELECT leaf FROM erasures`);
    const stored = new Set(rows.map(({ leaf }) => String(leaf)));
    const missing = [...acknowledged].filter((leaf) => !stored.has(leaf));
    expect(missing, 'acknowledged messages and erasures that are lost').toEqual([]);
  }

  #verify({ leaf, proof }: { readonly leaf: string; readonly proof: string }): void {
    if (this.#verified.has(leaf)) return;
    verifyProof(parseProof(utf8(proof)), fromHex(leaf), parsePolicy(this.#policy));
    this.#verified.add(leaf);
  }
}
