import type { Role } from '../core/capacities.js';
import type { SessionTimes } from '../core/session-life.js';

/** A session as it is stored. Who it is of stands there as hashes: they are compared, and told to nobody. */
export interface StoredSession extends SessionTimes {
  /** SHA-256 of the id, which is in the browser alone; lower-case hexadecimal, as are the others. */
  readonly idHash: string;
  /** Of issuer and `sub`: by this a provider ends sessions. */
  readonly account: string;
  /** Of issuer and `sid`, the session at the provider, where it has one. */
  readonly providerSession: string | null;
  /** Of issuer and the claim that names a coach. */
  readonly subject: string;
  readonly role: Role;
  /** Those that counted at the login. What they make of somebody is decided anew at each request. */
  readonly capacities: readonly string[];
  /** Under a key that no database has, over all of it. */
  readonly code: string;
}

/** That somebody was read in a session. */
export interface NotedRead {
  readonly idHash: string;
  readonly pseudonym: string;
  /** Under a key that no database has, over both. */
  readonly code: string;
}

/** A logout token that is used now. */
export interface UsedToken {
  /** Of issuer and `jti`. */
  readonly hash: string;
  /** Unix seconds; after it nobody takes the token, and it need not be known any more. */
  readonly expires: number;
  readonly now: number;
}

/** Sessions. Every change is durable when its promise settles. */
export interface SessionStore {
  /** With all that has ended by then taken away. @param ended sessions begun, or seen last, at these times or before */
  begin(session: StoredSession, ended: Pick<SessionTimes, 'begun' | 'seen'>): Promise<void>;
  find(idHash: string): Promise<StoredSession | undefined>;
  /** A session that is no more stays so. */
  note(session: Pick<StoredSession, 'idHash' | 'seen' | 'code'>): Promise<void>;
  /** One that is not there is no error. */
  end(idHash: string): Promise<void>;
  /** All that were begun before, Unix seconds. */
  endBegunBefore(time: number): Promise<void>;
  /**
   * Sessions of one login at the provider, or of one account, in one transaction with the note that this token was used: one that was
   * used before ends nothing.
   *
   * @returns those that were ended
   */
  endOf(
    by: Partial<Pick<StoredSession, 'account' | 'providerSession'>>,
    token: UsedToken,
  ): Promise<readonly StoredSession[]>;
  /** The code of the note that somebody was read; undefined where there is none. */
  readCode(idHash: string, pseudonym: string): Promise<string | undefined>;
  /** The last one counts; of a session that is no more nothing is kept. */
  noteRead(read: NotedRead): Promise<void>;
}

/** What binds a login to the browser that began it (RFC 6749 `state`, RFC 7636, OpenID Connect Core 1.0 `nonce`). */
interface LoginSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface LoginAsk extends LoginSecrets {
  /** The oldest login that will do, in seconds. */
  readonly maxAge: number;
  /** Whether the person has to log in although the provider knows them. */
  readonly prompt: boolean;
}

/** Who a provider says somebody is; its signature, issuer, audience, times and nonce were verified. */
export interface ProviderIdentity {
  readonly sub: string;
  readonly sid: string | undefined;
  /** The claim that names a coach. */
  readonly subject: string;
  readonly capacities: readonly string[];
  /** Unix seconds */
  readonly authTime: number;
}

/** Whose sessions a provider ends. */
export interface LogoutNotice {
  readonly sub: string | undefined;
  readonly sid: string | undefined;
  /** Of the token, which counts once. */
  readonly jti: string;
  /** Unix seconds; the token is refused afterwards. */
  readonly expires: number;
}

/** A provider of OpenID Connect. */
export interface IdentityProvider {
  /** Where the browser goes. @throws CoachError `provider-unavailable` */
  begin(ask: LoginAsk): Promise<string>;
  /**
   * @param query what the browser came back with
   * @throws CoachError `login-failed`, `provider-unavailable`
   */
  finish(query: URLSearchParams, ask: LoginAsk): Promise<ProviderIdentity>;
  /** A logout token (OpenID Connect Back-Channel Logout 1.0, 2.6). @throws CoachError `bad-request`, `provider-unavailable` */
  logoutNotice(token: string): Promise<LogoutNotice>;
  /** Where the browser goes to end the session there too; undefined where the provider has no such place, or is away. */
  endAddress(): Promise<string | undefined>;
}

/** Keeps a short text in a browser, which can neither read nor change it. */
export interface Sealer {
  seal(text: string): string;
  /** Undefined where it was not sealed here, by this process. */
  open(sealed: string): string | undefined;
}
