import { toBase64Url, toHex } from '@fit4work/protocol';
import type { AdministrationStore, Challenge, InvitationCount, InvitationEntry } from './administration-port.js';
import { endOf, firstDay, lastDay, startOf } from './core/challenge-days.js';
import { type InvitationState, isExpired, seatsTaken, stateOf, sum } from './core/invitation-state.js';
import { hashOf } from './enrolling.js';
import { CoachError } from './error.js';
import type { ExclusionHistory } from './exclusion-history.js';
import type { Clock, Entropy, Logger } from './ports.js';
import type { RetentionTerms } from './retention.js';
import type { RetentionCount, RetentionStore } from './retention-port.js';

export interface AdministeringOptions {
  readonly store: AdministrationStore;
  readonly expiring: Pick<RetentionStore, 'counts'>;
  readonly retention: RetentionTerms | undefined;
  readonly exclusions: Pick<ExclusionHistory, 'write'>;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
}

/** Days as YYYY-MM-DD, in UTC; both are part of the challenge. */
export interface ChallengeAsked {
  readonly name: string;
  readonly from: string;
  readonly until?: string;
  readonly seats?: number;
}

export interface InvitationAsked {
  readonly challenge?: number;
  /** Days that the invitation can be used. */
  readonly days?: number;
}

export interface Invitation {
  readonly number: number;
  readonly code: string;
  /** Unix seconds */
  readonly expires: number;
}

export interface ToldChallenge extends Pick<Challenge, 'number' | 'name' | 'seats'> {
  readonly from: string;
  readonly until: string | null;
  readonly taken: number;
  readonly invitations: Readonly<Record<InvitationState | 'suspended', number>>;
}

export interface ToldInvitation extends Pick<InvitationEntry, 'number' | 'challenge' | 'expires' | 'suspended'> {
  readonly state: InvitationState;
}

/** How many people and envelopes; null where they are so few that they are told of nobody. */
export interface ToldRetention {
  readonly days: number | null;
  readonly destroys: boolean;
  readonly counts: readonly (Pick<RetentionCount, 'day' | 'counted'> & {
    readonly people: number | null;
    readonly envelopes: number | null;
  })[];
}

/** What was there before there were others, and what is meant where none is named. */
const FIRST = 1;
const DAY = 86_400;
const VALID_DAYS = 7;
/** Days of which it is told what expired. */
const TOLD_DAYS = 400;
/** Fewer are not told apart, as in counts of erasures (SPEC.md clause 14.4). */
const FEW = 5;
/** Invitations that are told at once. */
const PAGE = 500;

/** Challenges and invitations, as the administrator of the programme arranges them: by number, never by pseudonym. */
export class Administering {
  readonly #options: AdministeringOptions;

  constructor(options: AdministeringOptions) {
    this.#options = options;
  }

  /** @throws CoachError `bad-request`, `challenge-taken` */
  async addChallenge({ name, from, until, seats }: ChallengeAsked): Promise<ToldChallenge> {
    const starts = startOf(from);
    const ends = until === undefined ? null : endOf(until, starts);
    const number = await this.#options.store.addChallenge({ name, starts, ends, seats: seats ?? null });
    if (number === 'taken')
      throw new CoachError('challenge-taken', 'A challenge has this name already: choose another.');
    return this.#challenge(number);
  }

  /** @throws CoachError `bad-request`, `no-challenge`, `challenge-full` */
  async changeChallenge(
    number: number,
    { until, seats }: Pick<ChallengeAsked, 'until' | 'seats'>,
  ): Promise<ToldChallenge> {
    const { store, clock } = this.#options;
    const { from } = await this.#challenge(number);
    const change = {
      ...(until === undefined ? {} : { ends: endOf(until, startOf(from)) }),
      ...(seats === undefined ? {} : { seats }),
    };
    const outcome = await store.changeChallenge(number, change, clock.now());
    if (outcome === 'full') {
      throw new CoachError('challenge-full', 'More seats than that are taken: revoke invitations that are open first.');
    }
    return this.#challenge(number);
  }

  async challenges(): Promise<readonly ToldChallenge[]> {
    const { store, clock } = this.#options;
    const [challenges, counts] = await Promise.all([store.challenges(), store.counts(clock.now())]);
    return challenges.map((each) =>
      toldChallenge(
        each,
        counts.filter(({ challenge }) => challenge === each.number),
      ),
    );
  }

  /** @throws CoachError `no-challenge`, `challenge-ended`, `challenge-full` */
  async invite({ challenge = FIRST, days = VALID_DAYS }: InvitationAsked): Promise<Invitation> {
    const { store, clock, entropy, logger } = this.#options;
    const code = toBase64Url(entropy(16));
    const expires = clock.now() + days * DAY;
    const number = await store.invite({ codeHash: hashOf(code), challenge, expires }, clock.now());
    if (typeof number === 'string') throw new CoachError(...NOT_INVITED[number]);
    logger.info('invitation-made');
    return { number, code, expires };
  }

  /** A page of them, in the order of their numbers. @param after the last number of the page before */
  async invitations({
    challenge,
    after = 0,
  }: {
    challenge?: number;
    after?: number;
  }): Promise<readonly ToldInvitation[]> {
    const { store, clock } = this.#options;
    const entries = await store.invitations({ challenge, after, limit: PAGE });
    return entries.map((entry) => toldInvitation(entry, clock.now()));
  }

  /** @throws CoachError `no-invitation`, `invitation-used` */
  async revoke(number: number): Promise<ToldInvitation> {
    const { store, clock, logger } = this.#options;
    const outcome = await store.revoke(number, clock.now());
    if (outcome === 'used') {
      throw new CoachError('invitation-used', 'The invitation was used already: suspend it where its agent is lost.');
    }
    if (outcome === 'revoked') {
      await this.#write('revoke', number);
      logger.info('invitation-revoked');
    }
    return this.#invitation(number);
  }

  /** Holds off the agents of whoever used it. @throws CoachError `no-invitation`, `invitation-unused` */
  async suspend(number: number): Promise<ToldInvitation> {
    const { store, clock, entropy, logger } = this.#options;
    const count = await store.suspend(number, clock.now(), toHex(entropy(16)));
    if (count === 'unused') {
      throw new CoachError('invitation-unused', 'Nobody enrolled with this invitation: revoke it.');
    }
    if (count !== 'unknown') {
      await this.#write('suspend', number);
      logger.info('agents-suspended', { count });
    }
    return this.#invitation(number);
  }

  /** @throws CoachError `no-invitation` */
  async resume(number: number): Promise<ToldInvitation> {
    const { store, logger } = this.#options;
    // First, as the journal would hold them off again at a start: the other acts are completed in it then.
    await this.#write('resume', number);
    const count = await store.resume(number);
    if (count !== 'unknown') logger.info('agents-resumed', { count });
    return this.#invitation(number);
  }

  /** What expired, and what would. */
  async retention(): Promise<ToldRetention> {
    const { retention, expiring } = this.#options;
    const counts = await expiring.counts(TOLD_DAYS);
    return { days: retention?.days ?? null, destroys: retention?.destroys ?? false, counts: counts.map(toldCount) };
  }

  async #write(act: 'revoke' | 'suspend' | 'resume', number: number): Promise<void> {
    const { store, exclusions } = this.#options;
    const standings = await store.standings(number);
    await exclusions.write(
      standings.map(({ codeHash: invitation, holding, whom, marks }) => {
        if (act === 'revoke') return { act, invitation };
        if (act === 'resume') return { act, invitation, holding };
        // A row says who used it, and the journal forgets nothing.
        return { act, invitation, holding, whom: (marks.use === 'ours' && whom) || undefined };
      }),
    );
  }

  async #challenge(number: number): Promise<ToldChallenge> {
    const challenge = (await this.challenges()).find((each) => each.number === number);
    if (challenge === undefined) throw new CoachError(...NOT_INVITED.unknown);
    return challenge;
  }

  async #invitation(number: number): Promise<ToldInvitation> {
    const { store, clock } = this.#options;
    const entry = await store.invitation(number);
    if (entry === undefined) {
      throw new CoachError('no-invitation', 'There is no invitation of this number: look in the list of invitations.');
    }
    return toldInvitation(entry, clock.now());
  }
}

const NOT_INVITED: Readonly<Record<'unknown' | 'ended' | 'full', readonly [CoachError['code'], string]>> = {
  unknown: ['no-challenge', 'There is no challenge of this number: look in the list of challenges.'],
  ended: ['challenge-ended', 'The challenge is over: move its last day, or invite to another one.'],
  full: ['challenge-full', 'All seats of the challenge are taken: revoke an invitation that is open, or add seats.'],
};

function toldCount({ day, counted, people, envelopes }: RetentionCount): ToldRetention['counts'][number] {
  const few = people > 0 && people < FEW;
  return { day, counted, people: few ? null : people, envelopes: few ? null : envelopes };
}

const toldInvitation = ({ used, revoked, ...entry }: InvitationEntry, now: number): ToldInvitation => ({
  ...entry,
  state: stateOf({ used, revoked, expired: isExpired(entry, now) }),
});

function toldChallenge(challenge: Challenge, counts: readonly InvitationCount[]): ToldChallenge {
  const { number, name, seats } = challenge;
  const inState = (state: InvitationState): number => sum(counts.filter((each) => stateOf(each) === state));
  return {
    ...{ number, name, from: firstDay(challenge), until: lastDay(challenge), seats, taken: seatsTaken(counts) },
    invitations: {
      ...{ open: inState('open'), used: inState('used'), expired: inState('expired'), revoked: inState('revoked') },
      suspended: sum(counts.filter(({ suspended }) => suspended)),
    },
  };
}
