import { setImmediate as turn } from 'node:timers/promises';
import { type ConsentRecord, jwsText, openConsent } from '@fit4work/protocol';
import { refusalOf } from './core/refusal.js';
import { CoachError } from './error.js';
import type { JournalState } from './journal-state.js';
import type { KnownConsent } from './known-consent.js';
import type { PendingWithdrawals } from './pending-withdrawals.js';
import type { Checked, Logger, Person, RecordStore, StoredRecord } from './ports.js';
import { VerifiedConsents } from './verified-consents.js';

type Sound = readonly ConsentRecord[];

/** Characters of JWS: some 20,000 grants of the usual length, and 32 MiB of what is kept of them. */
const ROOM = 56 * 1024 * 1024;
/** Signatures that are verified in a row; others have their turn after that. */
const IN_A_ROW = 64;

export interface ConsentLedgerOptions {
  readonly records: Pick<RecordStore, 'consents' | 'consentsOf'>;
  readonly known: Pick<KnownConsent, 'missing'>;
  readonly journals: Pick<JournalState, 'lacks'>;
  readonly pending: Pick<PendingWithdrawals, 'of'>;
  readonly logger: Logger;
}

/** The consent of a person: read, hashed and verified anew from what is stored. */
export class ConsentLedger {
  readonly #records: ConsentLedgerOptions['records'];
  readonly #known: Pick<KnownConsent, 'missing'>;
  readonly #journals: Pick<JournalState, 'lacks'>;
  readonly #pending: Pick<PendingWithdrawals, 'of'>;
  readonly #logger: Logger;
  readonly #verified = new VerifiedConsents(ROOM);
  #inARow = 0;

  constructor({ records, known, journals, pending, logger }: ConsentLedgerOptions) {
    this.#records = records;
    this.#known = known;
    this.#journals = journals;
    this.#pending = pending;
    this.#logger = logger;
  }

  /**
   * What counts: what is stored, and withdrawals that are not yet.
   *
   * @throws CoachError `damaged-record`: a record that is not readable, or known to exist and not there, may be a withdrawal, so
   * nothing is granted then
   */
  async of(person: Person): Promise<readonly ConsentRecord[]> {
    return this.#counting(person, await this.storedOf(person));
  }

  /** @throws CoachError as `of` */
  async storedOf(person: Person): Promise<readonly ConsentRecord[]> {
    const opened = await this.#open(person, await this.#records.consents(person.pseudonym));
    if (opened !== undefined) return opened;
    throw new CoachError(
      'damaged-record',
      'Stored consent of this person is damaged or missing: restore the database from a backup, and start the service anew.',
    );
  }

  /** Of several people at once, by pseudonym. Whoever's is damaged is not among them, and grants nothing. */
  async ofAll(persons: readonly Person[]): Promise<ReadonlyMap<string, readonly ConsentRecord[]>> {
    const stored = await this.#records.consentsOf(persons.map(({ pseudonym }) => pseudonym));
    const all = new Map<string, readonly ConsentRecord[]>();
    for (const person of persons) {
      const records = stored.get(person.pseudonym);
      const opened = records && (await this.#open(person, records));
      if (opened !== undefined) all.set(person.pseudonym, this.#counting(person, opened));
    }
    return all;
  }

  #counting({ pseudonym }: Person, stored: Sound): Sound {
    return [...stored, ...this.#pending.of(pseudonym)];
  }

  #lacks(count: number): void {
    this.#logger.error('consent-missing', { count });
    this.#journals.lacks();
  }

  /** @returns undefined where a record is damaged or missing */
  async #open(person: Person, { records, damaged }: Checked<StoredRecord>): Promise<Sound | undefined> {
    const sound: ConsentRecord[] = [];
    for (const { leaf, bytes } of records) {
      const name = `${person.pseudonym} ${leaf}`;
      const record = this.#verified.find(name) ?? (await this.#verify(person, name, bytes));
      if (record !== undefined) sound.push(record);
    }
    const lost = damaged + records.length - sound.length;
    if (lost > 0) this.#logger.error('damaged-consent', { count: lost });
    const missing = this.#known.missing(
      person.pseudonym,
      records.map(({ leaf }) => leaf),
    );
    // One that is damaged is known by its leaf, and is not among those that were read.
    if (missing > damaged) this.#lacks(missing - damaged);
    return lost + missing === 0 ? sound : undefined;
  }

  async #verify({ identityKey }: Person, name: string, bytes: Uint8Array): Promise<ConsentRecord | undefined> {
    this.#inARow = (this.#inARow + 1) % IN_A_ROW;
    if (this.#inARow === 0) await turn();
    const opened = refusalOf(() => openConsent(jwsText(bytes), identityKey));
    if ('refused' in opened) return undefined;
    this.#verified.keep(name, opened, bytes.length);
    return opened;
  }
}
