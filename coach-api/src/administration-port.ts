import type { MarkOf } from './core/invitation-marks.js';
import type { HeldPerson, Used } from './journal-port.js';

/* What the administrator of the programme arranges: challenges, and the invitations that belong to them. */

/** What stands in a challenge beside its number. */
export interface ChallengeTerms {
  readonly name: string;
  /** Unix seconds: from when its invitations can be used. */
  readonly starts: number;
  /** Unix seconds; null where it has no end. */
  readonly ends: number | null;
  /** Invitations that are open or used at once, at most; null where nothing bounds them. */
  readonly seats: number | null;
}

export interface Challenge extends ChallengeTerms {
  readonly number: number;
}

/** Of an invitation, what may be told: neither its code nor who used it. */
export interface InvitationEntry {
  readonly number: number;
  readonly challenge: number;
  /** Unix seconds */
  readonly expires: number;
  readonly used: boolean;
  readonly revoked: boolean;
  /** Whether what was enrolled for its person is held off. */
  readonly suspended: boolean;
}

/** What a journal of exclusions names, and its number here. */
export interface InvitationStanding extends Pick<InvitationEntry, 'number' | 'revoked'> {
  readonly codeHash: string;
  /** By which this holding off of its agents is told from others, before and after it; null where they are not held off. */
  readonly holding: string | null;
  /** Whom it holds off; null where nobody is held off. */
  readonly whom: HeldPerson | null;
  /** The pseudonym of who did. */
  readonly usedBy: string | null;
  /** Of each of these, whose its mark is; of what was not done there is none. */
  readonly marks: Readonly<Record<Done['act'], MarkOf>>;
}

/** How many invitations of a challenge are alike. */
export interface InvitationCount extends Omit<InvitationEntry, 'number' | 'expires'> {
  readonly expired: boolean;
  readonly count: number;
}

export interface NewInvitation {
  readonly codeHash: string;
  readonly challenge: number;
  /** Unix seconds */
  readonly expires: number;
}

export interface InvitationsAsked {
  readonly challenge: number | undefined;
  /** Number of the last one that is known. */
  readonly after: number;
  readonly limit: number;
}

/** Every change is one transaction, durable when its promise settles; one after the other, and after or before an enrolment. */
export interface AdministrationStore {
  addChallenge(terms: ChallengeTerms): Promise<number | 'taken'>;
  /** Where the end or the seats are to be others; fewer seats than are taken are refused. @param now Unix seconds */
  changeChallenge(number: number, change: ChallengeChange, now: number): Promise<'changed' | 'unknown' | 'full'>;
  challenges(): Promise<readonly Challenge[]>;
  /** @param now Unix seconds: what has expired by then is counted as such */
  counts(now: number): Promise<readonly InvitationCount[]>;
  /** @returns its number, or why there is none */
  invite(invitation: NewInvitation, now: number): Promise<number | 'unknown' | 'ended' | 'full'>;
  /** In the order of their numbers. */
  invitations(asked: InvitationsAsked): Promise<readonly InvitationEntry[]>;
  invitation(number: number): Promise<InvitationEntry | undefined>;
  /** Of every invitation, or of the one that has a number. */
  standings(number?: number): Promise<readonly InvitationStanding[]>;
  /** Where nobody did here: what the journal has of a database that forgot it. @returns how many there were */
  useAgain(uses: readonly Used[]): Promise<number>;
  /** Puts marks on what is so here and was done, by another's word than that of the database. */
  markAgain(done: readonly Done[]): Promise<void>;
  /** What is revoked already stays so. */
  revoke(number: number, now: number): Promise<'revoked' | 'unknown' | 'used'>;
  /**
   * Holds off the agents that the person who used it has at this moment; who proves to be that person may add others.
   *
   * @param holding of this act, where they are not held off already
   * @returns how many agents are held off by this act
   */
  suspend(number: number, now: number, holding: string): Promise<number | 'unknown' | 'unused'>;
  /**
   * Has a holding off as the journal has it, under its name and of whom it names, whatever was held off here. Who used the invitation is
   * known here from then on.
   */
  suspendAgain(held: HeldAgain, now: number): Promise<'held' | 'same' | 'unknown' | 'unused'>;
  /** Takes back what `suspend` of this invitation did. @returns how many agents it held off */
  resume(number: number): Promise<number | 'unknown'>;
}

/** One of the things that were done to an invitation. */
export type Done =
  | ({ readonly act: 'use' } & Used)
  | { readonly act: 'revoke'; readonly invitation: string }
  | {
      readonly act: 'suspend';
      readonly invitation: string;
      readonly holding: string;
      readonly whom?: HeldPerson | undefined;
    };

export interface HeldAgain {
  readonly number: number;
  readonly holding: string;
  /** Undefined where nobody noted it: all agents of who used the invitation, as far as that is known here. */
  readonly whom: HeldPerson | undefined;
}

export interface ChallengeChange {
  readonly ends?: number;
  readonly seats?: number;
}
