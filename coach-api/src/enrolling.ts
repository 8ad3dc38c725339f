import { sha256, toBase64Url, toHex, utf8 } from '@fit4work/protocol';
import { type Bar, exclusionOf } from './core/agent-standing.js';
import { type EnrolmentRequest, verifyEnrolment } from './core/identity.js';
import { CoachError } from './error.js';
import type { Clock, EnrolledAgent, EnrolmentOutcome, Registry } from './ports.js';

export interface EnrollingOptions {
  readonly registry: Registry;
  readonly clock: Clock;
}

type Refusal = Exclude<EnrolmentOutcome, 'created' | 'repeated'>;

const REFUSED: Readonly<Record<Refusal, readonly [CoachError['code'], string]>> = {
  unknown: ['invitation-unknown', 'The invitation is not known: check the code.'],
  used: ['invitation-used', 'The invitation was used already: ask for another one.'],
  revoked: ['invitation-revoked', 'The invitation was revoked: ask the administrator for another one.'],
  expired: ['invitation-expired', 'The invitation has expired: ask for another one.'],
  'not-begun': ['challenge-not-begun', 'The challenge of this invitation has not begun: enrol when it has.'],
  ended: ['challenge-ended', 'The challenge of this invitation is over: ask for an invitation to another one.'],
  taken: ['already-enrolled', 'The pseudonym, the agent number or the agent key is enrolled already: make new ones.'],
};

const EXCLUDED: Readonly<Record<Bar | 'retired' | 'unknown', readonly [CoachError['code'], string]>> = {
  unknown: ['agent-unknown', 'No agent that may send has this key: it was retired, or never enrolled here.'],
  retired: ['agent-unknown', 'No agent that may send has this key: it was retired, or never enrolled here.'],
  suspended: ['agent-suspended', 'This agent is suspended: tell the administrator when it is in good hands again.'],
  'challenge-ended': ['challenge-ended', 'The challenge of this agent is over: nothing more is taken from it.'],
};

export type AdmittedKey = Pick<EnrolledAgent, 'key' | 'keyId' | 'pseudonym'>;

export interface KeySet {
  readonly keys: readonly AdmittedKey[];
  /** An entity tag (RFC 9110 section 8.8.3) of who is let in, in whatever order. */
  readonly tag: string;
}

/** Enrolments, and the agents that the broker lets in because of them. Only the hash of a code is kept. */
export class Enrolling {
  readonly #options: EnrollingOptions;
  #keySet: (KeySet & { readonly standing: string }) | undefined;

  constructor(options: EnrollingOptions) {
    this.#options = options;
  }

  /**
   * @throws CoachError `certificate-refused`, `invitation-unknown`, `invitation-used`, `invitation-revoked`, `invitation-expired`,
   * `challenge-not-begun`, `challenge-ended`, `already-enrolled`
   */
  async enrol(code: string, request: EnrolmentRequest): Promise<'created' | 'repeated'> {
    const enrolment = verifyEnrolment(request);
    const outcome = await this.#options.registry.enrol(hashOf(code), enrolment, this.#options.clock.now());
    if (outcome === 'created' || outcome === 'repeated') return outcome;
    throw new CoachError(...REFUSED[outcome]);
  }

  /** Keys of the agents that the broker lets in; they are read anew only when somebody came or went, since brokers ask every other second. */
  async keySet(): Promise<KeySet> {
    const standing = await this.#standing();
    if (this.#keySet?.standing === standing) return this.#keySet;
    const { registry, clock } = this.#options;
    const admitted = (await registry.agents()).filter((agent) => exclusionOf(agent, clock.now()) === undefined);
    const keys = admitted.map(({ key, keyId, pseudonym }) => ({ key, keyId, pseudonym }));
    this.#keySet = { standing, keys, tag: tagOf(keys) };
    return this.#keySet;
  }

  /** What the key set depends on; read before it, so that what changes meanwhile is seen the next time. */
  async #standing(): Promise<string> {
    const { registry, clock } = this.#options;
    const { revision, challengeEnds } = await registry.standing();
    const now = clock.now();
    const over = challengeEnds.map((ends) =>
      exclusionOf({ suspended: false, challengeEnds: ends, lastSequence: null }, now),
    );
    return `${revision};${over.map((excluded) => excluded ?? '').join()}`;
  }

  /** One that the broker lets in. @param keyId base64url @throws CoachError `agent-unknown`, `agent-suspended`, `challenge-ended` */
  async admittedOne(keyId: string): Promise<EnrolledAgent> {
    const { registry, clock } = this.#options;
    const agent = await registry.agent(keyId);
    if (agent === undefined) throw new CoachError(...EXCLUDED.unknown);
    const excluded = exclusionOf(agent, clock.now());
    if (excluded !== undefined) throw new CoachError(...EXCLUDED[excluded]);
    return agent;
  }
}

/** What is kept of the code of an invitation. */
export const hashOf = (code: string): string => toHex(sha256(utf8(code)));

/** A key id is the key's own thumbprint. */
function tagOf(keys: readonly AdmittedKey[]): string {
  const names = keys.map(({ keyId, pseudonym }) => `${keyId} ${pseudonym}`).sort();
  return `W/"${toBase64Url(sha256(utf8(names.join())))}"`;
}
