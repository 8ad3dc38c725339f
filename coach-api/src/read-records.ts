import { type ConsentRecord, fromHex, leafOf, type SigningKey, seal, signRead, toHex } from '@fit4work/protocol';
import { authorise, type ReadAsk } from './core/ask.js';
import type { HeldReads, ProvenRead } from './held-reads.js';
import type { LetterStore } from './letter-port.js';
import type { Log } from './log-port.js';
import type { Clock, Entropy, Person } from './ports.js';
import type { ReadStore } from './read-port.js';

export interface ReadRecordsOptions {
  readonly reads: Pick<ReadStore, 'add'>;
  readonly letters: Pick<LetterStore, 'markProven'>;
  readonly held: HeldReads;
  readonly log: Log;
  readonly signingKey: SigningKey;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly proofTimeoutMs: number;
  /** Called when a sealed read record waits to be sent. */
  readonly onRecorded: () => void;
}

/** Sees to it that a read of an ask is in the log: one of the last quarter of an hour that covers it, or a new one. */
export class ReadRecords {
  readonly #options: ReadRecordsOptions;

  constructor(options: ReadRecordsOptions) {
    this.#options = options;
  }

  /**
   * @param ask of one scope
   * @throws CoachError `not-granted`, `not-proven`, `log-distrusted`
   */
  async proven(ask: ReadAsk, person: Person, consents: readonly ConsentRecord[]): Promise<ProvenRead> {
    const { held, clock } = this.#options;
    const now = clock.now();
    const grants = authorise(ask, consents, now).map(({ id }) => id);
    const known = held.find(ask, { grants, now });
    if (known !== undefined) return known;
    return this.#prove({ ...ask, grants, time: now }, person);
  }

  async #prove(read: Omit<ProvenRead, 'leaf' | 'record' | 'proof'>, person: Person): Promise<ProvenRead> {
    const record = await this.#record(read, person);
    const leaf = leafOf(record);
    const proof = await this.#options.log.prove(leaf, this.#options.proofTimeoutMs);
    await this.#options.letters.markProven(toHex(leaf), proof.index);
    return { ...read, leaf: toHex(leaf), record, proof };
  }

  async #record(read: Omit<ProvenRead, 'leaf' | 'record' | 'proof'>, person: Person): Promise<Uint8Array> {
    const { entropy, reads, signingKey } = this.#options;
    const { pseudonym, coach, purpose, metrics, granularity, from, until, time, grants } = read;
    const content = { coach, purpose, metrics, granularity, from, until, time };
    const named = { pseudonym: fromHex(pseudonym), grants: grants.map((grant) => fromHex(grant)), salt: entropy(32) };
    const record = signRead({ ...content, ...named }, signingKey);
    const sealed = seal(record, person.vaultKey);
    await reads.add({ ...content, pseudonym, leaf: toHex(leafOf(record)), record, sealed });
    this.#options.onRecorded();
    return record;
  }
}
