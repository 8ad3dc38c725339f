import { toBase64Url } from '@fit4work/protocol';
import { capacitiesThatCount, ROLES, type Role, type RoleRules, rolesOf } from '../core/capacities.js';
import type { SessionLimits } from '../core/session-life.js';
import { CoachError } from '../error.js';
import type { Clock, Entropy } from '../ports.js';
import type { IdentityProvider, LoginAsk, ProviderIdentity, Sealer } from './ports.js';
import type { Sessions } from './sessions.js';

export interface LoginOptions {
  readonly provider: IdentityProvider;
  readonly sessions: Pick<Sessions, 'begin' | 'coachNamed'>;
  readonly sealer: Sealer;
  readonly rules: RoleRules;
  readonly limits: SessionLimits;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** What a browser asks for. */
export interface Wish {
  /** A path of this service, to which the browser goes in the end. */
  readonly to: string;
  /** Whether the person has to log in although they are known. */
  readonly fresh: boolean;
  /** For somebody who may be more than one thing here. */
  readonly as: Role | undefined;
}

/** A login under way: where the browser goes, and what it keeps meanwhile. */
interface Begun {
  readonly address: string;
  readonly kept: string;
}

interface Done {
  /** Of the new session. */
  readonly id: string;
  readonly to: string;
}

/** What the browser keeps of a login, sealed. */
interface Attempt extends LoginAsk, Wish {
  /** Unix seconds */
  readonly begun: number;
}

/** A login takes so long at the most, in seconds. */
export const LOGIN_TIME = 600;
/** Seconds that two clocks may be apart. */
const SKEW = 60;

/**
 * The authorisation code flow of OpenID Connect with PKCE. What binds an answer to the browser that asked is kept there, sealed: nobody
 * can fill a table here by beginning logins.
 */
export class Login {
  readonly #options: LoginOptions;

  constructor(options: LoginOptions) {
    this.#options = options;
  }

  /** @throws CoachError `provider-unavailable` */
  async begin(wish: Wish): Promise<Begun> {
    const { provider, sealer, limits, clock, entropy } = this.#options;
    const secret = (): string => toBase64Url(entropy(32));
    const ask: LoginAsk = {
      ...{ state: secret(), nonce: secret(), verifier: secret() },
      ...{ maxAge: wish.fresh ? limits.fresh : limits.absolute, prompt: wish.fresh },
    };
    const attempt: Attempt = { ...ask, ...wish, begun: clock.now() };
    return { address: await provider.begin(ask), kept: sealer.seal(JSON.stringify(attempt)) };
  }

  /**
   * @param kept what the browser kept
   * @param before the id of the session that the browser had, which ends
   * @throws CoachError `login-failed`, `no-role`, `provider-unavailable`
   */
  async finish(query: URLSearchParams, kept: string | undefined, before: string | undefined): Promise<Done> {
    const { provider, sessions, clock } = this.#options;
    const attempt = this.#opened(kept);
    if (attempt === undefined || clock.now() > attempt.begun + LOGIN_TIME) throw failed();
    const identity = await provider.finish(query, attempt);
    // A provider that passes over `prompt=login` would make a recent login of an old one.
    if (attempt.prompt && identity.authTime < attempt.begun - SKEW) throw failed();
    const role = this.#roleOf(identity, attempt.as);
    const capacities = capacitiesThatCount(identity.capacities, this.#options.rules);
    return { id: await sessions.begin({ ...identity, capacities }, role, before), to: attempt.to };
  }

  #opened(kept: string | undefined): Attempt | undefined {
    const text = kept === undefined ? undefined : this.#options.sealer.open(kept);
    return text === undefined ? undefined : JSON.parse(text);
  }

  /** The one that was asked for, else the first. A session has one role, so that none sees what two would see together. */
  #roleOf({ capacities, subject }: ProviderIdentity, asked: Role | undefined): Role {
    const { rules, sessions } = this.#options;
    const named = sessions.coachNamed(subject) !== undefined;
    const roles = rolesOf(capacities, rules).filter((role) => role !== 'coach' || named);
    const role = ROLES.find((each) => roles.includes(each) && (asked === undefined || asked === each));
    if (role !== undefined) return role;
    throw new CoachError('no-role', 'This account may do nothing here: ask the administrator of the programme.');
  }
}

const failed = (): CoachError =>
  new CoachError('login-failed', 'This login could not be completed: begin again at /v1/login.');
