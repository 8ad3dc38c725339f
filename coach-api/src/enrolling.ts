import { sha256, toBase64Url, toHex, utf8 } from '@fit4work/protocol';
import { type EnrolmentRequest, verifyEnrolment } from './core/identity.js';
import { CoachError } from './error.js';
import type { Clock, EnrolmentOutcome, Entropy, Registry } from './ports.js';

export interface EnrollingOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly entropy: Entropy;
}

export interface Invitation {
  readonly code: string;
  readonly expires: number;
}

const LIFETIME = 7 * 86_400;

const REFUSED: Readonly<Record<Exclude<EnrolmentOutcome, 'created' | 'repeated'>, CoachError['code']>> = {
  unknown: 'invitation-unknown',
  used: 'invitation-used',
  expired: 'invitation-expired',
  taken: 'already-enrolled',
};

const SENTENCE = {
  unknown: 'The invitation is not known: check the code.',
  used: 'The invitation was used already: ask for another one.',
  expired: 'The invitation has expired: ask for another one.',
  taken: 'The pseudonym, the agent number or the agent key is enrolled already: make new ones.',
} as const;

/** Invitations, and the enrolments that use them. Only the hash of a code is kept. */
export class Enrolling {
  readonly #options: EnrollingOptions;

  constructor(options: EnrollingOptions) {
    this.#options = options;
  }

  async invite(): Promise<Invitation> {
    const { registry, clock, entropy } = this.#options;
    const code = toBase64Url(entropy(16));
    const expires = clock.now() + LIFETIME;
    await registry.addInvitation(hashOf(code), expires);
    return { code, expires };
  }

  /**
   * @throws CoachError `certificate-refused`, `invitation-unknown`, `invitation-used`, `invitation-expired`, `already-enrolled`
   */
  async enrol(code: string, request: EnrolmentRequest): Promise<'created' | 'repeated'> {
    const enrolment = verifyEnrolment(request);
    const outcome = await this.#options.registry.enrol(hashOf(code), enrolment, this.#options.clock.now());
    if (outcome === 'created' || outcome === 'repeated') return outcome;
    throw new CoachError(REFUSED[outcome], SENTENCE[outcome]);
  }
}

const hashOf = (code: string): string => toHex(sha256(utf8(code)));
