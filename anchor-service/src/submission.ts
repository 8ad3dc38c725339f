import {
  Allowance,
  identify,
  type KeyDirectory,
  type LeafAllowances,
  LeafQuota,
  type Principal,
  type TokenVerifier,
  userNameOf,
} from '@fit4work/registry';
import { splitLeaves } from './core/leaves.js';
import { AnchorError } from './error.js';
import type { Clock, Journal } from './ports.js';
import { RefusalJournal } from './refusal-journal.js';

/** Whoever submits may send 16,384 leaves at once and 2,048 a second in the long run. */
const ALLOWANCES = { most: 16_384, perSecond: 2_048, parties: 100_000 };
/** A request costs as much as this many leaves, however few it has. */
const LEAST_COST = 16;
/** A batch takes half a second; a disk that is full takes until somebody sees to it. */
const PATIENCE_MS = 15_000;

/** What became of leaves that were taken. */
export interface Submitted {
  /** Leaves that are in the log because of this request. */
  readonly accepted: number;
  /** Leaves that were in the log, or on their way into it, already; the same leaf once more in the request among them. */
  readonly known: number;
}

/** What takes leaves and answers once they are on disk. @throws AnchorError `pool-full`, `stopping` */
export interface LeafTaker {
  submit(leaves: readonly Uint8Array[]): Promise<Submitted>;
}

/** How a token is refused. */
const REFUSED = { 'bad-token': 401, 'unknown-key': 401, 'wrong-subject': 403, 'registry-away': 503 } as const;

/** An answer of HTTP: a status, what it says, and after how many seconds it is worth asking again. */
export type SubmissionAnswer =
  | { readonly status: 202; readonly body: Submitted }
  | {
      readonly status: 400 | 401 | 403 | 413 | 415 | 429 | 500 | 503;
      readonly code: string;
      readonly retryAfter?: number;
    };

export interface SubmissionPorts {
  readonly taker: LeafTaker;
  readonly keys: KeyDirectory;
  readonly tokens: TokenVerifier;
  readonly clock: Clock;
  readonly journal: Journal;
  /** What each party may send to a log that keeps every leaf for ever. */
  readonly leaves: LeafAllowances;
  /** How long leaves may take to be on disk; 15 seconds if absent. */
  readonly patienceMs?: number;
}

/**
 * Leaves over HTTP, from the parties that the broker's topic law lets send them over MQTT: agents and the coach API. Unlike
 * PUBACK, its answer means that the leaves are on disk.
 */
export class Submission {
  readonly #ports: SubmissionPorts;
  readonly #allowance = new Allowance(ALLOWANCES);
  readonly #quota: LeafQuota;
  readonly #refusals: RefusalJournal;

  constructor(ports: SubmissionPorts) {
    this.#ports = ports;
    this.#quota = new LeafQuota(ports.leaves);
    this.#refusals = new RefusalJournal(ports.journal);
  }

  /** Who asks, from the value of `Authorization`. @returns the party, or the refusal */
  async admit(authorization: string | undefined): Promise<Principal | SubmissionAnswer> {
    const [, token] = /^Bearer ([A-Za-z0-9._-]+)$/.exec(authorization ?? '') ?? [];
    if (token === undefined) return this.refuse({ status: 401, code: 'no-token' });
    const verdict = await identify(token, this.#ports);
    if ('refused' in verdict) {
      const { refused: code } = verdict;
      return this.refuse({ status: REFUSED[code], code });
    }
    // As in the topic law: the anchor's own key reads leaves and sends none.
    if (verdict.principal.kind === 'anchor') return this.refuse({ status: 403, code: 'not-a-sender' });
    return verdict.principal;
  }

  /** Takes the leaves of a party that was admitted. */
  async take(party: Principal, body: Uint8Array): Promise<SubmissionAnswer> {
    const leaves = leavesIn(body);
    if (leaves === undefined) return this.refuse({ status: 400, code: 'bad-leaves' });
    const now = this.#ports.clock();
    const pause = this.#allowance.spend(userNameOf(party), Math.max(LEAST_COST, leaves.length), now);
    if (pause > 0) return this.refuse({ status: 429, code: 'too-fast', retryAfter: pause });
    const wait = this.#quota.spend(party, leaves, now);
    if (wait > 0) return this.refuse({ status: 429, code: 'too-many-leaves', retryAfter: wait });
    try {
      return { status: 202, body: await this.#committed(leaves) };
    } catch (error) {
      if (!(error instanceof AnchorError)) throw error;
      return this.refuse({ status: 503, code: error.code, retryAfter: 1 });
    }
  }

  /** Counts a refusal and says so, now or within a minute, without a word of what was sent. */
  refuse(answer: Exclude<SubmissionAnswer, { readonly status: 202 }>): SubmissionAnswer {
    this.#refusals.warn('submission-refused', { status: answer.status, code: answer.code });
    return answer;
  }

  async #committed(leaves: readonly Uint8Array[]): Promise<Submitted> {
    const { taker, patienceMs = PATIENCE_MS } = this.#ports;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      // The leaves stay where they are: sent again, they are known.
      timer = setTimeout(() => reject(new AnchorError('not-committed', 'The leaves are not on disk yet.')), patienceMs);
    });
    return Promise.race([taker.submit(leaves), late]).finally(() => clearTimeout(timer));
  }
}

function leavesIn(body: Uint8Array): Uint8Array[] | undefined {
  try {
    return splitLeaves(body);
  } catch (error) {
    if (error instanceof AnchorError) return undefined;
    throw error;
  }
}
