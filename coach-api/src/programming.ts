import {
  addDays,
  civilDay,
  type LeafedProgramme,
  METRICS,
  type Metric,
  type ProgrammeDifference,
  programmeDifference,
  toHex,
} from '@fit4work/protocol';
import type { ReadAsk } from './core/ask.js';
import { type Adherence, adherenceOf } from './core/programmes/adherence.js';
import type { Body } from './core/programmes/heart-rate-zone.js';
import { type LoadWarning, loadWarnings } from './core/programmes/load-check.js';
import { type Adaptation, adaptationOf } from './core/programmes/proposal.js';
import type { Corresponding, Pair, SentProgramme } from './corresponding.js';
import { CoachError } from './error.js';
import type { Clock } from './ports.js';
import type { ReadAnswer, Reading } from './reading.js';

export interface ProgrammingOptions {
  readonly corresponding: Pick<Corresponding, 'programmes' | 'messages'>;
  readonly reading: Pick<Reading, 'read'>;
  readonly clock: Clock;
}

export interface ComparedProgramme {
  readonly sent: SentProgramme;
  /** Against the revision before it that stood; null of the first. */
  readonly difference: (ProgrammeDifference & { readonly against: string }) | null;
}

/** Which programme is meant, and why the person's days are read with it; nothing is read where no purpose is named. */
export interface FollowAsk extends Pair, Pick<ReadAsk, 'session'> {
  readonly leaf: string;
  readonly purpose: string | undefined;
}

export interface FollowedProgramme extends Adherence {
  readonly read: ReadAnswer | undefined;
}

export interface Proposal extends Adaptation {
  readonly sent: SentProgramme;
  readonly warnings: readonly LoadWarning[];
  readonly read: ReadAnswer | undefined;
}

/** A read by day has so many days at most. */
const MOST_DAYS = 366;
/** Those of a trend (SPEC.md clause 20.5). */
const TREND_DAYS = 35;

/** What becomes of programmes: revisions, what was done of them, and what could be changed. Nothing is sent from here. */
export class Programming {
  readonly #options: ProgrammingOptions;

  constructor(options: ProgrammingOptions) {
    this.#options = options;
  }

  /** @throws CoachError `not-granted`, `damaged-record`, `bad-request` */
  async programme(pair: Pair, leaf: string): Promise<ComparedProgramme> {
    const { sent, all } = await this.#find(pair, leaf);
    const { id, revision } = sent.programme;
    const [before] = all
      .filter(({ programme }) => toHex(programme.id) === toHex(id) && programme.revision < revision)
      .sort((a, b) => b.programme.revision - a.programme.revision);
    if (before === undefined) return { sent, difference: null };
    return { sent, difference: { against: before.leaf, ...programmeDifference(before.programme, sent.programme) } };
  }

  /** @throws CoachError `not-granted`, `damaged-record`, `bad-request`, and as a read where a purpose is named */
  async adherence(ask: FollowAsk): Promise<FollowedProgramme> {
    const { sent, all } = await this.#find(ask, ask.leaf);
    const { from, until } = sent.programme;
    const [last = until] = [until, this.#today()].sort();
    const [, first = from] = [from, addDays(last, 1 - MOST_DAYS)].sort();
    const read = await this.#read(ask, ['steps'], { from: first, until: last });
    return { ...(await this.#follow(ask, { sent, all }, read)), read };
  }

  /**
   * @param body where the coach tells it, for the load rules
   * @throws CoachError as {@link adherence}
   */
  async propose(ask: FollowAsk, body: Body | undefined): Promise<Proposal> {
    const { sent, all } = await this.#find(ask, ask.leaf);
    if (!sent.stands) {
      throw new CoachError('bad-request', 'A later revision of this programme stands: ask for a proposal to that one.');
    }
    const until = addDays(this.#today(), -1);
    const read = await this.#read(ask, METRICS, { from: addDays(until, 1 - TREND_DAYS), until });
    const adherence = await this.#follow(ask, { sent, all }, read);
    const now = this.#options.clock.now();
    const adaptation = adaptationOf(sent.programme, { adherence, figures: read?.figures, now });
    const plan = { from: sent.programme.from, sessions: adaptation.sessions };
    return { ...adaptation, sent, warnings: loadWarnings(plan, body), read };
  }

  #today(): string {
    return civilDay(this.#options.clock.now(), 'UTC');
  }

  async #find(
    pair: Pair,
    leaf: string,
  ): Promise<{ readonly sent: SentProgramme; readonly all: readonly SentProgramme[] }> {
    const all = await this.#options.corresponding.programmes(pair);
    const sent = all.find((each) => each.leaf === leaf);
    if (sent !== undefined) return { sent, all };
    throw new CoachError('bad-request', 'There is no programme of this leaf: see the list of programmes.');
  }

  async #read(
    { coach, session, pseudonym, purpose }: FollowAsk,
    metrics: readonly Metric[],
    { from, until }: { readonly from: string; readonly until: string },
  ): Promise<ReadAnswer | undefined> {
    if (purpose === undefined) return undefined;
    if (from > until) {
      throw new CoachError('bad-request', 'This programme has not begun: leave the purpose out until it has.');
    }
    return this.#options.reading.read({ coach, session, pseudonym, metrics, granularity: 'day', from, until, purpose });
  }

  async #follow(
    pair: Pair,
    { sent, all }: { readonly sent: SentProgramme; readonly all: readonly SentProgramme[] },
    read: ReadAnswer | undefined,
  ): Promise<Adherence> {
    const messages = await this.#options.corresponding.messages(pair);
    const told = messages.map(({ message }) => message).filter(({ agent }) => agent !== null);
    const now = this.#options.clock.now();
    return adherenceOf(leafed(sent), { programmes: all.map(leafed), messages: told, days: read?.days ?? [], now });
  }
}

const leafed = ({ leaf, programme }: SentProgramme): LeafedProgramme => ({ leaf, record: programme });
