import { sha256, toHex, utf8 } from '@fit4work/protocol';
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

/** Enrolments, and the agents that the broker lets in because of them. Only the hash of a code is kept. */
export class Enrolling {
  readonly #options: EnrollingOptions;

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

  /** Agents that the broker lets in. */
  async admitted(): Promise<readonly EnrolledAgent[]> {
    const { registry, clock } = this.#options;
    return (await registry.agents()).filter((agent) => exclusionOf(agent, clock.now()) === undefined);
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
