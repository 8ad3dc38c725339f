import type { Finding } from '../verify/finding.js';

/** `starting` before the first word of the source, `silent` when there was none for too long. */
export type MirrorState = 'starting' | 'following' | 'silent' | 'refused' | 'alarm';

/** What a mirror tells of itself: counts, times and the place of what it refused. Times are Unix seconds, 0 for never. */
export interface MirrorStatus {
  readonly state: MirrorState;
  /** Size of the tree of the copy: its leaves, and the links of its blocks. */
  readonly size: number;
  /** Leaves of the copy, links not counted. */
  readonly leaves: number;
  readonly blocks: number;
  /** Size of the newest checkpoint of the source that carried the policy's signatures. */
  readonly sourceSize: number;
  /** Entries that were walked of an extension under way. */
  readonly walked: number;
  readonly lastHeard: number;
  readonly lastExtended: number;
  readonly attempts: number;
  readonly extensions: number;
  readonly failures: number;
  readonly refusals: number;
  /** Bundles on disk. */
  readonly evidence: number;
  /** Times since the start that a bundle was left out, since as many of the log are on disk as are kept; absent for none. */
  readonly leftOut?: number;
  readonly finding: Pick<Finding, 'kind' | 'path' | 'index' | 'other'> | null;
}

type Ended = 'current' | 'advanced' | 'refused' | 'alarm' | 'silent';

/** Counts what happens. */
export class StatusRecord {
  readonly #silentSeconds: number;
  #last: { outcome: Ended; finding: Finding | undefined } | undefined;
  #sourceSize = 0;
  #walked = 0;
  #lastHeard = 0;
  #lastExtended = 0;
  #attempts = 0;
  #extensions = 0;
  #failures = 0;
  #refusals = 0;

  constructor(silentSeconds: number) {
    this.#silentSeconds = silentSeconds;
  }

  heard(now: number, size: number): void {
    this.#lastHeard = now;
    this.#sourceSize = size;
  }

  readonly walked = (done: number): void => {
    this.#walked = done;
  };

  /** @returns whether it ended otherwise than the time before */
  ended(outcome: Ended, finding: Finding | undefined, now: number): boolean {
    const isNews = this.#last?.outcome !== outcome || this.#last.finding?.kind !== finding?.kind;
    this.#last = { outcome, finding };
    this.#attempts += 1;
    this.#walked = 0;
    if (outcome === 'advanced') {
      this.#extensions += 1;
      this.#lastExtended = now;
    }
    if (outcome === 'silent') this.#failures += 1;
    if (outcome === 'refused' || outcome === 'alarm') this.#refusals += 1;
    return isNews;
  }

  now(time: number, copy: Pick<MirrorStatus, 'size' | 'leaves' | 'blocks' | 'evidence' | 'leftOut'>): MirrorStatus {
    const { kind, path, index, other } = this.#last?.finding ?? {};
    const place = { ...(path === undefined ? {} : { path }), ...(index === undefined ? {} : { index }) };
    return {
      state: this.#stateAt(time, copy.evidence),
      ...copy,
      sourceSize: this.#sourceSize,
      walked: this.#walked,
      lastHeard: this.#lastHeard,
      lastExtended: this.#lastExtended,
      attempts: this.#attempts,
      extensions: this.#extensions,
      failures: this.#failures,
      refusals: this.#refusals,
      finding: kind === undefined ? null : { kind, ...place, ...(other === undefined ? {} : { other }) },
    };
  }

  #stateAt(time: number, evidence: number): MirrorState {
    if (evidence > 0 || this.#last?.outcome === 'alarm') return 'alarm';
    if (this.#last?.outcome === 'refused') return 'refused';
    if (this.#lastHeard === 0) return this.#attempts === 0 ? 'starting' : 'silent';
    return time - this.#lastHeard > this.#silentSeconds ? 'silent' : 'following';
  }
}
