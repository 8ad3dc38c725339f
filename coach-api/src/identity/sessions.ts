import { toBase64Url } from '@fit4work/protocol';
import { type Role, type RoleRules, rolesOf } from '../core/capacities.js';
import type { SessionCodes } from '../core/session-codes.js';
import { isAlive, isFresh, isNoted, type SessionLimits, type TimeLeft, timeLeft } from '../core/session-life.js';
import type { Clock, Coach, Entropy, Logger } from '../ports.js';
import type { LogoutNotice, ProviderIdentity, SessionStore, StoredSession } from './ports.js';
import { sha256Hex } from './sha256.js';

export interface SessionsOptions {
  readonly store: SessionStore;
  readonly coaches: readonly Coach[];
  readonly issuer: string;
  readonly rules: RoleRules;
  readonly limits: SessionLimits;
  readonly codes: SessionCodes;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Pick<Logger, 'warn'>;
  /** What is open for a coach in this session is closed, at once. */
  readonly onEnded: (coach: string, idHash: string) => void;
  /** The same coach logged in again in one of them, which became the other. */
  readonly onRenewed: (before: string, idHash: string) => void;
}

/** Somebody who is logged in, as it is at this moment. */
export interface OpenSession extends TimeLeft {
  readonly idHash: string;
  readonly role: Role;
  /** Of a coach. */
  readonly coach: Coach | undefined;
  /** Whether the login is recent enough for what takes a recent one. */
  readonly fresh: boolean;
  /** Unix seconds */
  readonly authTime: number;
  readonly ends: number;
}

/** Sessions that ended are known for as long as a row of theirs could count, so many at the most. */
const MOST_ENDED = 65_536;

/** Sessions are kept here and not in the browser, which has a random number alone. */
export class Sessions {
  readonly #options: SessionsOptions;
  /** By the hash of their ids, until when a row of theirs could count. */
  readonly #ended = new Map<string, number>();
  /** What was begun before is none. */
  #since = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /**
   * @param before the id of the session that the browser had, which ends; of the same coach it is renewed, and nothing is closed
   * @returns the id, which is stored nowhere
   */
  async begin(identity: ProviderIdentity, role: Role, before: string | undefined): Promise<string> {
    const { store, limits, codes, clock, entropy } = this.#options;
    const old = before === undefined ? undefined : await this.#find(before);
    if (old !== undefined) await this.#forget(old);
    const isRenewed = old?.role === role && old.subject === this.#hash('subject', identity.subject);
    if (old !== undefined && !isRenewed) this.#told(old);
    const id = toBase64Url(entropy(32));
    const now = clock.now();
    const { sub, sid, subject, capacities, authTime } = identity;
    const session = {
      ...{ idHash: sha256Hex(id), role, capacities, begun: now, seen: now },
      // A provider whose clock is ahead makes no login last longer.
      authTime: Math.min(authTime, now),
      account: this.#hash('sub', sub),
      providerSession: sid === undefined ? null : this.#hash('sid', sid),
      subject: this.#hash('subject', subject),
    };
    await store.begin(
      { ...session, code: codes.of(session) },
      { begun: now - limits.absolute, seen: now - limits.idle },
    );
    if (old !== undefined && isRenewed) this.#options.onRenewed(old.idHash, session.idHash);
    return id;
  }

  /** Undefined for one that is not there, has ended, or is of somebody who is not what they were any more. Somebody acts in it. */
  async of(id: string): Promise<OpenSession | undefined> {
    const session = await this.#living(id);
    if (session === undefined) return undefined;
    const now = this.#options.clock.now();
    if (isNoted(session, now)) return this.#opened(session);
    const noted = { ...session, seen: now };
    await this.#note(noted);
    return this.#opened(noted);
  }

  /** As `of`, where nobody acts: it is not kept alive by it. */
  async peek(id: string): Promise<OpenSession | undefined> {
    const session = await this.#living(id);
    return session && this.#opened(session);
  }

  /** Whom the claims of a provider name among the coaches. */
  coachNamed(subject: string): Coach | undefined {
    return this.#coachOf(this.#hash('subject', subject));
  }

  async end(id: string): Promise<void> {
    const session = await this.#find(id);
    if (session !== undefined) await this.#end(session);
  }

  /**
   * By the word of the provider: one session there where it names one, else all of the account. Who has a copy of the word cannot end
   * with it what was begun since (OpenID Connect Back-Channel Logout 1.0, 2.6). @returns how many
   */
  async endBy({ sub, sid, jti, expires }: LogoutNotice): Promise<number> {
    const { store, clock } = this.#options;
    const by = {
      ...(sid === undefined ? {} : { providerSession: this.#hash('sid', sid) }),
      ...(sub === undefined ? {} : { account: this.#hash('sub', sub) }),
    };
    const ended = await store.endOf(by, { hash: this.#hash('jti', jti), expires, now: clock.now() });
    for (const session of ended) {
      this.#remember(session);
      this.#told(session);
    }
    return ended.length;
  }

  /** The database is one from before, brought back: sessions in it may have ended since, and nobody knows which. */
  async endBegunBefore(time: number): Promise<void> {
    this.#since = Math.max(this.#since, time);
    await this.#options.store.endBegunBefore(time);
  }

  async hasRead({ idHash }: OpenSession, pseudonym: string): Promise<boolean> {
    const { store, codes } = this.#options;
    const code = await store.readCode(idHash, pseudonym);
    return code !== undefined && codes.isOfRead(code, idHash, pseudonym);
  }

  noteRead({ idHash }: OpenSession, pseudonym: string): Promise<void> {
    const { store, codes } = this.#options;
    return store.noteRead({ idHash, pseudonym, code: codes.ofRead(idHash, pseudonym) });
  }

  #opened(session: StoredSession): OpenSession {
    const { limits, clock } = this.#options;
    const { idHash, role, authTime, begun, subject } = session;
    const now = clock.now();
    return {
      ...{ idHash, role, authTime, ends: begun + limits.absolute },
      ...timeLeft(session, limits, now),
      fresh: isFresh(session, limits, now),
      coach: role === 'coach' ? this.#coachOf(subject) : undefined,
    };
  }

  async #living(id: string): Promise<StoredSession | undefined> {
    const session = await this.#find(id);
    if (session === undefined) return undefined;
    const isGood = isAlive(session, this.#options.limits, this.#options.clock.now());
    if (isGood && this.#mayBe(session, this.#coachOf(session.subject))) return session;
    await this.#end(session);
    return undefined;
  }

  #note(session: StoredSession): Promise<void> {
    const { store, codes } = this.#options;
    return store.note({ ...session, code: codes.of(session) });
  }

  /** What the settings say counts, and not what they said at the login. */
  #mayBe({ role, capacities }: StoredSession, coach: Coach | undefined): boolean {
    return rolesOf(capacities, this.#options.rules).includes(role) && (role !== 'coach' || coach !== undefined);
  }

  /** One that this service did not begin, that was changed since, or that had ended and was put back, is none. So is one from before the signing key was changed. */
  async #find(id: string): Promise<StoredSession | undefined> {
    const { store, codes, logger } = this.#options;
    const session = await store.find(sha256Hex(id));
    if (session === undefined) return undefined;
    const isOurs = codes.isOf(session.code, session);
    if (isOurs && !this.#ended.has(session.idHash) && session.begun >= this.#since) return session;
    await store.end(session.idHash);
    logger.warn(isOurs ? 'session-ended-before' : 'session-not-begun-here');
    return undefined;
  }

  async #end(session: StoredSession): Promise<void> {
    await this.#forget(session);
    this.#told(session);
  }

  async #forget(session: StoredSession): Promise<void> {
    // Before its row goes, which somebody may put back at once.
    this.#remember(session);
    await this.#options.store.end(session.idHash);
  }

  #remember({ idHash, begun }: StoredSession): void {
    const { limits, clock } = this.#options;
    this.#ended.set(idHash, begun + limits.absolute);
    for (const [oldest, until] of this.#ended) {
      if (until > clock.now() && this.#ended.size <= MOST_ENDED) break;
      this.#ended.delete(oldest);
    }
  }

  #told({ subject, idHash }: StoredSession): void {
    const coach = this.#coachOf(subject);
    if (coach !== undefined) this.#options.onEnded(coach.id, idHash);
  }

  #coachOf(hash: string): Coach | undefined {
    return this.#options.coaches.find(
      ({ subject }) => subject !== undefined && this.#hash('subject', subject) === hash,
    );
  }

  #hash(kind: 'sub' | 'sid' | 'subject' | 'jti', value: string): string {
    return sha256Hex(JSON.stringify([kind, this.#options.issuer, value]));
  }
}
