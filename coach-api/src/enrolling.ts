import { sha256, toHex, utf8 } from '@fit4work/protocol';
import { type EnrolmentRequest, verifyEnrolment } from './core/identity.js';
import { CoachError } from './error.js';
import type { ExclusionHistory } from './exclusion-history.js';
import type { Clock, EnrolmentOutcome, Registry } from './ports.js';

export interface EnrollingOptions {
  readonly registry: Pick<Registry, 'enrol'>;
  readonly exclusions: Pick<ExclusionHistory, 'write'>;
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

/** Enrolments. Only the hash of a code is kept. */
export class Enrolling {
  readonly #options: EnrollingOptions;

  constructor(options: EnrollingOptions) {
    this.#options = options;
  }

  /**
   * @throws CoachError `certificate-refused`, `invitation-unknown`, `invitation-used`, `invitation-revoked`, `invitation-expired`,
   * `challenge-not-begun`, `challenge-ended`, `already-enrolled`, `journal-failed`
   */
  async enrol(code: string, request: EnrolmentRequest): Promise<'created' | 'repeated'> {
    const enrolment = verifyEnrolment(request);
    const { registry, exclusions, clock } = this.#options;
    const invitation = hashOf(code);
    const outcome = await registry.enrol(invitation, enrolment, clock.now());
    if (outcome !== 'created' && outcome !== 'repeated') throw new CoachError(...REFUSED[outcome]);
    // Where it could not be written the agent asks again, with the same.
    await exclusions.write([{ act: 'use', invitation, pseudonym: enrolment.pseudonym }]);
    return outcome;
  }
}

/** What is kept of the code of an invitation. */
export const hashOf = (code: string): string => toHex(sha256(utf8(code)));
