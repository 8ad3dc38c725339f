import type { Random } from './seeded.js';
import { READ_DAY } from './sending-agent.js';

/** A read that was answered: whoever asked got the first byte of it, or all. */
export interface AnsweredRead {
  readonly purpose: string;
  readonly pseudonym: string;
  /** Undefined where the service was gone before its answer was whole. */
  readonly answer: { readonly leaf: string; readonly proof: string } | undefined;
}

/** A coach who reads on, now and then the same again, until the service is gone. */
export class ReadingCoach {
  readonly answered: AnsweredRead[] = [];
  /** Answers other than 200, by status. */
  readonly refused = new Map<number, number>();
  readonly #name: string;
  readonly #random: Random;
  #purposes = 0;

  constructor(name: string, random: Random) {
    this.#name = name;
    this.#random = random;
  }

  /** @param pseudonyms who shares with this coach @param read called for each answer */
  async readOn(api: string, pseudonyms: readonly string[], read: () => void): Promise<void> {
    try {
      for (;;) {
        await this.readOnce(api, pseudonyms[this.#random(0, pseudonyms.length - 1)] ?? '');
        read();
      }
    } catch (error) {
      // What `fetch` says of a connection that broke.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  async readOnce(api: string, pseudonym: string): Promise<void> {
    if (this.#random(1, 4) > 1) this.#purposes += 1;
    const purpose = `${this.#name} ${this.#purposes}`;
    const asked = { metrics: 'steps,sleep', granularity: 'day', from: READ_DAY, to: READ_DAY, purpose };
    const response = await fetch(`${api}/v1/people/${pseudonym}/summaries?${new URLSearchParams(asked)}`, {
      headers: { authorization: 'Bearer coach' },
    });
    if (response.status !== 200) {
      this.refused.set(response.status, (this.refused.get(response.status) ?? 0) + 1);
      await response.arrayBuffer();
      return;
    }
    // Answered is what its coach may have seen: the status is enough, whatever becomes of the body.
    const at = this.answered.push({ purpose, pseudonym, answer: undefined }) - 1;
    const [{ leaf, proof }] = JSON.parse(await response.text()).reads;
    this.answered[at] = { purpose, pseudonym, answer: { leaf, proof } };
  }
}
