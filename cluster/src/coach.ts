import type { SummaryAnswer } from '@fit4work/demo';
import { addDays, toHex } from '@fit4work/protocol';
import { isReadRight, type JudgedRead } from './judging.js';
import type { SharingEmployee } from './sharing-employee.js';

/** What came of a question of the coach. */
export type Outcome =
  | 'correct'
  /** Something else than what was measured, or a record of the read that is not proven. */
  | 'wrong'
  /** The person has withdrawn. */
  | 'refused'
  /** Nobody looks after the person at this moment, or nobody answers. */
  | 'unanswered';

export interface CoachOptions {
  readonly token: string;
  /** The coach API's public key, and the policy of the log: whom a read is proven by. */
  readonly trust: { readonly signingKey: Uint8Array; readonly policy: string };
}

const TIMEOUT_MS = 20_000;
/** Days that are asked at once. */
const DAYS = 7;
const AWAY = [429, 502, 503, 504];

/** A coach who reads, and holds what is answered against what was measured. */
export class Coach {
  readonly #options: CoachOptions;
  #right: JudgedRead | undefined;

  constructor(options: CoachOptions) {
    this.#options = options;
  }

  /** The last read that was right. */
  get right(): JudgedRead | undefined {
    return this.#right;
  }

  /** Asks for the last days of somebody who may have confirmed some. @param url of a coach API, or of all */
  async read(url: string, employee: SharingEmployee): Promise<Outcome> {
    const confirmed = employee.confirmedDays;
    const until = confirmed.at(-1);
    if (until === undefined) return 'unanswered';
    const from = addDays(until, 1 - DAYS);
    const [status, text] = await this.#ask(url, employee.name, { from, until });
    if (status === 403) return 'refused';
    if (status !== 200) return status === undefined || AWAY.includes(status) ? 'unanswered' : 'wrong';
    const answer: SummaryAnswer = JSON.parse(text);
    const inRange = ({ date }: { readonly date: string }): boolean => date >= from && date <= until;
    const days = employee.days.filter(inRange);
    const measured = days.map(({ date, steps, heartRateMean }) => ({ date, steps, heartRateMean }));
    const asked = { pseudonym: employee.name, metrics: ['steps', 'heart-rate'] as const, granularity: 'day' as const };
    const { signingKey, policy } = this.#options.trust;
    const trust = { signingKey: toHex(signingKey), policy };
    const read: JudgedRead = { answer, asked: { ...asked, from, until }, expected: { measured, confirmed }, trust };
    if (!isReadRight(read)) return 'wrong';
    this.#right = read;
    return 'correct';
  }

  async #ask(
    url: string,
    person: string,
    { from, until }: { readonly from: string; readonly until: string },
  ): Promise<readonly [number | undefined, string]> {
    const query = `metrics=steps,heart-rate&granularity=day&from=${from}&to=${until}&purpose=weekly%20coaching`;
    try {
      const answer = await fetch(`${url}/v1/people/${person}/summaries?${query}`, {
        headers: { authorization: `Bearer ${this.#options.token}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return [answer.status, await answer.text()];
    } catch {
      return [undefined, ''];
    }
  }
}
