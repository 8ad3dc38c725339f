import { jwsText, leafOf, openConsent, toHex } from '@fit4work/protocol';
import { emptyPlan } from './core/plan.js';
import { refusalOf } from './core/refusal.js';
import type { Erasures } from './erasures.js';
import type { ConsentJournal, JournaledConsent } from './journal-port.js';
import { damagedJournal, type KnownConsent, type KnownRecord } from './known-consent.js';
import type { Logger, RecordStore, Registry } from './ports.js';

/** A record as it was signed, and what it is known by. */
export interface SignedConsent extends JournaledConsent, KnownRecord {}

export interface ConsentHistoryOptions {
  readonly journal: Pick<ConsentJournal, 'append'>;
  /** What was in the journal. */
  readonly journaled: readonly JournaledConsent[];
  readonly known: KnownConsent;
  readonly records: Pick<RecordStore, 'consentLeaves' | 'consents' | 'commit'>;
  readonly registry: Pick<Registry, 'persons'>;
  readonly erasures: Pick<Erasures, 'prepare'>;
  readonly logger: Logger;
}

/**
 * All records of consent, so that a copy of the database that is brought back grants nothing that was withdrawn since. All of
 * them and not withdrawals alone: a record whose predecessors are missing would leave its person without any authority (SPEC.md
 * clause 8.4). The journal is written before the transaction that stores a record. What it has and the database has not was
 * signed by its person, and is stored when the service starts; until then its person grants nothing (`known-consent.ts`).
 */
export class ConsentHistory {
  readonly #options: ConsentHistoryOptions;
  #replayed = 0;

  private constructor(options: ConsentHistoryOptions) {
    this.#options = options;
  }

  /**
   * Brings database and journal together; to be awaited before anything is served.
   *
   * @throws CoachError `bad-config` when the journal is damaged, `journal-failed`
   */
  static async open(options: ConsentHistoryOptions): Promise<ConsentHistory> {
    const history = new ConsentHistory(options);
    const journaled = new Map(options.journaled.map((entry) => [nameOf(entry.record), entry]));
    const stored = await options.records.consentLeaves();
    const known = new Set(stored.map(({ leaf }) => leaf));
    await history.#completeJournal(
      new Set(stored.filter(({ leaf }) => !journaled.has(leaf)).map((each) => each.pseudonym)),
      journaled,
    );
    await history.#restore([...journaled].flatMap(([leaf, entry]) => (known.has(leaf) ? [] : [entry])));
    return history;
  }

  /** How much the database lacked when this began. */
  get replayed(): number {
    return this.#replayed;
  }

  /** To be awaited before the commit that stores them. @throws CoachError `journal-failed` */
  async write(consents: readonly SignedConsent[]): Promise<void> {
    const { journal, known } = this.#options;
    // Once: a commit that fails again and again must not fill the disk.
    const fresh = consents.filter((consent) => !known.has(consent));
    if (fresh.length === 0) return;
    await journal.append(fresh);
    for (const consent of fresh) known.journaled(consent);
  }

  /** To be called when that commit settled. */
  stored(consents: readonly KnownRecord[]): void {
    for (const consent of consents) this.#options.known.stored(consent);
  }

  /** A journal that was lost, or came back from a copy, gets what the database knows. */
  async #completeJournal(pseudonyms: ReadonlySet<string>, journaled: ReadonlyMap<string, unknown>): Promise<void> {
    const { journal, known, records, registry, logger } = this.#options;
    let count = 0;
    let unsigned = 0;
    for (const pseudonym of pseudonyms) {
      const [person] = await registry.persons([pseudonym]);
      if (person === undefined) continue;
      const { identityKey } = person;
      const unknown = (await records.consents(pseudonym)).records.filter(({ leaf }) => !journaled.has(leaf));
      // What its person did not sign would be in the journal for good, and end every start.
      const lost = unknown.filter(({ bytes }) => isSignedBy({ pseudonym, identityKey, record: bytes }));
      unsigned += unknown.length - lost.length;
      if (lost.length === 0) continue;
      await journal.append(lost.map(({ bytes }) => ({ identityKey, record: bytes })));
      for (const { leaf } of lost) known.stored({ pseudonym, identityKey, leaf });
      count += lost.length;
    }
    if (count > 0) logger.warn('consent-journal-completed', { count });
    if (unsigned > 0) logger.error('consent-not-signed', { count: unsigned });
  }

  /** What this database has not: it is a copy from before it, or its process died between journal and commit. */
  async #restore(missing: readonly JournaledConsent[]): Promise<void> {
    const { records, erasures, logger } = this.#options;
    if (missing.length === 0) return;
    const plan = emptyPlan();
    for (const entry of missing) {
      const { pseudonym, ended, text } = readEntry(entry);
      plan.consents.push({ kind: 'consent', pseudonym, text, leaf: nameOf(entry.record) });
      if (ended !== undefined) plan.ended.push({ pseudonym, grant: ended });
    }
    await records.commit(plan, await erasures.prepare(plan));
    this.#replayed = missing.length;
    logger.warn('consent-stored-again', { count: missing.length });
  }
}

interface ReadConsent {
  readonly pseudonym: string;
  readonly text: string;
  /** The grant that it withdraws. */
  readonly ended: string | undefined;
}

const nameOf = (record: Uint8Array): string => toHex(leafOf(record));

function isSignedBy({ pseudonym, ...entry }: JournaledConsent & { readonly pseudonym: string }): boolean {
  const read = refusalOf(() => readConsent(entry));
  return !('refused' in read) && read.pseudonym === pseudonym;
}

/** @throws CoachError `bad-config` */
function readEntry(entry: JournaledConsent): ReadConsent {
  const read = refusalOf(() => readConsent(entry));
  if ('refused' in read) throw damagedJournal(read.refused);
  return read;
}

/** @throws ProtocolError */
function readConsent({ identityKey, record }: JournaledConsent): ReadConsent {
  const text = jwsText(record);
  const consent = openConsent(text, identityKey);
  if (consent.kind === 'grant') return { pseudonym: toHex(consent.grant.pseudonym), text, ended: undefined };
  return { pseudonym: toHex(consent.withdrawal.pseudonym), text, ended: consent.withdrawal.grant };
}
