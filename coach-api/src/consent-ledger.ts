import { setImmediate as turn } from 'node:timers/promises';
import { type ConsentRecord, jwsText, openConsent } from '@fit4work/protocol';
import { refusalOf } from './core/refusal.js';
import { CoachError } from './error.js';
import type { Checked, Logger, Person, RecordStore, StoredRecord } from './ports.js';
import { VerifiedConsents } from './verified-consents.js';

type Sound = readonly ConsentRecord[];

/** Characters of JWS: some 20,000 grants of the usual length, and 32 MiB of what is kept of them. */
const ROOM = 56 * 1024 * 1024;
/** Signatures that are verified in a row; others have their turn after that. */
const IN_A_ROW = 64;

/** The consent of a person: read, hashed and verified anew from what is stored. */
export class ConsentLedger {
  readonly #records: RecordStore;
  readonly #logger: Logger;
  readonly #verified = new VerifiedConsents(ROOM);
  #inARow = 0;

  constructor(records: RecordStore, logger: Logger) {
    this.#records = records;
    this.#logger = logger;
  }

  /**
   * @throws CoachError `damaged-record`: a record that is not readable may be a withdrawal, so nothing is granted then
   */
  async of(person: Person): Promise<readonly ConsentRecord[]> {
    const opened = await this.#open(person, await this.#records.consents(person.pseudonym));
    if (opened !== undefined) return opened;
    throw new CoachError(
      'damaged-record',
      'Stored consent of this person is damaged: restore the database from a backup.',
    );
  }

  /** Of several people at once, by pseudonym. Whoever's is damaged is not among them, and grants nothing. */
  async ofAll(persons: readonly Person[]): Promise<ReadonlyMap<string, readonly ConsentRecord[]>> {
    const stored = await this.#records.consentsOf(persons.map(({ pseudonym }) => pseudonym));
    const all = new Map<string, readonly ConsentRecord[]>();
    for (const person of persons) {
      const records = stored.get(person.pseudonym);
      const opened = records && (await this.#open(person, records));
      if (opened !== undefined) all.set(person.pseudonym, opened);
    }
    return all;
  }

  /** @returns undefined where a record is damaged */
  async #open(person: Person, { records, damaged }: Checked<StoredRecord>): Promise<Sound | undefined> {
    const sound: ConsentRecord[] = [];
    for (const { leaf, bytes } of records) {
      const name = `${person.pseudonym} ${leaf}`;
      const record = this.#verified.find(name) ?? (await this.#verify(person, name, bytes));
      if (record !== undefined) sound.push(record);
    }
    const lost = damaged + records.length - sound.length;
    if (lost === 0) return sound;
    this.#logger.error('damaged-consent', { count: lost });
    return undefined;
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
