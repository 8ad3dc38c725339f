import { randomBytes } from 'node:crypto';
import * as protocol from '../../protocol/dist/index.js';

/*
 * Somebody who takes part, as the coach API sees them: an agent that is enrolled, envelopes in sequence, a grant to one coach and
 * a release of keys for each day, as an agent makes them while a grant lives. What is measured is random, within reason.
 */

const { METRICS } = protocol;
const DAY = 86_400;
/** The first day of all that is played, and when it begins. */
export const FIRST_DAY = '2026-05-01';
const FIRST_START = Date.UTC(2026, 4, 1) / 1000;
const random = (/** @type {number} */ length) => new Uint8Array(randomBytes(length));
const upTo = (/** @type {number} */ most) => Math.floor(Math.random() * most);

/** @param {string} metric @param {number} start of the day @returns what a day is summed up to */
function valuesOf(metric, start) {
  if (metric === 'steps') return { metric, total: 2_000 + upTo(12_000), activeMinutes: upTo(120) };
  if (metric === 'heart-rate') {
    const reference = 190;
    return {
      ...{ metric, sum: 84_000, minutes: 1_200, minimum: 48, maximum: 150, reference },
      ...{ zoneMinutes: [1_000, 120, 60, 15, 5], resting: 55 + upTo(10) },
    };
  }
  const periods = [[start, start + 8 * 3_600]];
  return { metric, stageMinutes: [0, 30, 220, 110, 90, 30], periods, efficiency: 93, interruptions: 2 };
}

export class Person {
  #pseudonym = random(16);
  #identity = protocol.identityKey(random(32));
  #vault = protocol.vaultKey(random(32));
  #agent = protocol.signingKey(random(32));
  #sequence = 0;
  #leaf = new Uint8Array(32);
  /** @type {readonly { day: string, metric: string, granularity: string, key: Uint8Array }[][]} keys by day */
  keys = [];

  get name() {
    return protocol.toHex(this.#pseudonym);
  }

  /** @param {string} code of an invitation @returns the body that enrols */
  enrolment(code) {
    const [pseudonym, agent] = [this.#pseudonym, 1];
    const keys = { agentPublicKey: this.#agent.publicKey, vaultPublicKey: this.#vault.publicKey };
    const certificate = protocol.signCertificate({ pseudonym, agent, issued: 1, ...keys }, this.#identity);
    return {
      ...{ code, pseudonym: this.name, agent },
      identityKey: protocol.toBase64Url(this.#identity.publicKey),
      vaultKey: protocol.toBase64Url(this.#vault.publicKey),
      agentKey: protocol.toBase64Url(this.#agent.publicKey),
      certificate: protocol.toBase64Url(certificate),
    };
  }

  /** @param {number} day counted from the first @returns the next envelope, which sums up that day */
  seal(day) {
    const windowStart = FIRST_START + day * DAY;
    const date = protocol.addDays(FIRST_DAY, day);
    const keys = METRICS.map((metric) => ({ day: date, metric, granularity: 'day', key: random(32) }));
    this.keys[day] = keys;
    const boxes = keys.map(({ metric, key }) => ({
      plaintext: protocol.encodeSummary({
        granularity: 'day',
        wornSeconds: 72_000,
        values: valuesOf(metric, windowStart),
      }),
      ...{ dataKey: key, nonce: random(12) },
    }));
    const place = { pseudonym: this.#pseudonym, agent: 1, windowStart, granularity: 'day', revision: 0 };
    const chain = { sequence: this.#sequence + 1, previous: this.#leaf, salt: random(32) };
    const bytes = protocol.sealEnvelope({ ...place, ...chain }, boxes, this.#agent);
    this.#sequence += 1;
    this.#leaf = protocol.leafOf(bytes);
    return bytes;
  }

  /** @param {{ coach: string, controller: Uint8Array, until: string, time: number }} to @returns the grant and its leaf */
  grant({ coach, controller, until, time }) {
    const text = protocol.signGrant(
      {
        ...{ pseudonym: this.#pseudonym, controller, recipient: coach, purpose: protocol.PURPOSE },
        scope: METRICS.map((metric) => ({ metric, granularities: ['day'] })),
        ...{ from: FIRST_DAY, until, issued: time - 60, expires: time + 365 * DAY },
        ...{ notice: { language: 'nl', sha256: 'a'.repeat(64) }, after: [], salt: random(32) },
      },
      this.#identity,
    );
    const bytes = protocol.jwsBytes(text);
    return { bytes, leaf: protocol.leafOf(bytes) };
  }

  /** @param {number} day @param {Uint8Array} grant @param {Uint8Array} recipient */
  release(day, grant, recipient) {
    const header = { pseudonym: this.#pseudonym, agent: 1, grant, recipient, consent: [grant] };
    return protocol.signRelease(header, this.keys[day], this.#agent);
  }

  /** What verifying an envelope of this agent takes. */
  get publicKey() {
    return this.#agent.publicKey;
  }
}
