import {
  equalBytes,
  erasedDigest,
  fromHex,
  leafOf,
  openErasure,
  openErasureCertificate,
  parseRelease,
  type Release,
  type SigningKey,
  seal,
  signErasureCertificate,
  toHex,
} from '@fit4work/protocol';
import type { PlannedErasure } from './core/messages.js';
import { narrowRelease } from './core/narrow.js';
import { openOwn } from './core/own-signature.js';
import { emptyPlan, type Plan } from './core/plan.js';
import { refusalOf } from './core/refusal.js';
import { isCovered, type StandingErasure } from './core/standing.js';
import { CoachError } from './error.js';
import type { ErasureJournal, JournalEntry } from './journal-port.js';
import type { LeafSender } from './leaf-sender.js';
import type { Openings } from './openings.js';
import type {
  Certified,
  Clock,
  Entropy,
  Erasing,
  Logger,
  NarrowedRelease,
  RecordStore,
  Registry,
  ReleaseOpener,
} from './ports.js';

/** Of one person, that are not executed yet and end reads already. */
const MOST_DEMANDED = 64;

type Demanded = Pick<PlannedErasure, 'pseudonym' | 'leaf' | 'erasure'>;

export interface ErasuresOptions {
  readonly journal: ErasureJournal;
  readonly records: RecordStore;
  readonly registry: Pick<Registry, 'persons'>;
  readonly opener: ReleaseOpener;
  readonly openings: Pick<Openings, 'settle'>;
  readonly leaves: Pick<LeafSender, 'send'>;
  readonly signingKey: SigningKey;
  readonly ownKeys: readonly Uint8Array[];
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
}

/**
 * The erasures that stand. The journal says which: it is written within the transaction that executes one, before the commit,
 * so that the database is never ahead of it but by a copy that was restored the other way round.
 */
export class Erasures {
  readonly #options: ErasuresOptions;
  readonly #standing = new Map<string, StandingErasure[]>();
  readonly #demanded = new Map<string, Map<string, StandingErasure>>();
  readonly #entries = new Map<string, JournalEntry>();
  #replayed = 0;

  private constructor(options: ErasuresOptions) {
    this.#options = options;
  }

  /**
   * Brings database and journal together; to be awaited before anything is served.
   *
   * @throws CoachError `bad-config` when the journal is damaged, `journal-failed`
   */
  static async open(options: ErasuresOptions): Promise<Erasures> {
    const erasures = new Erasures(options);
    await erasures.#completeJournal();
    const missing = await erasures.#readJournal();
    for (const planned of missing) await erasures.#execute(planned);
    erasures.#replayed = missing.length;
    if (missing.length > 0) options.logger.warn('erasures-executed-again', { count: missing.length });
    return erasures;
  }

  /** What nobody reads any more: of what stands, and of what was demanded and is not executed yet. */
  of(pseudonym: string): readonly StandingErasure[] {
    return [...this.executedOf(pseudonym), ...(this.#demanded.get(pseudonym)?.values() ?? [])];
  }

  executedOf(pseudonym: string): readonly StandingErasure[] {
    return this.#standing.get(pseudonym) ?? [];
  }

  /**
   * It was received and verified, and ends reads of its days, whether or not a disk has room for it. In memory alone: a process that
   * dies forgets it, and its agent, which has no receipt, sends it again. What is beyond the most of a person waits until it is
   * executed.
   */
  demanded({ pseudonym, leaf, erasure }: Demanded): void {
    const own = this.#demanded.get(pseudonym) ?? new Map<string, StandingErasure>();
    if (own.size >= MOST_DEMANDED || isCovered(this.of(pseudonym), erasure)) return;
    this.#demanded.set(pseudonym, own.set(leaf, { leaf, erasure }));
  }

  /** Whether any ends reads and is not executed yet. */
  get isDemanded(): boolean {
    return this.#demanded.size > 0;
  }

  /** How much the database lacked when this began. */
  get replayed(): number {
    return this.#replayed;
  }

  /** Of everybody. */
  get count(): number {
    return [...this.#standing.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** What the commit of a plan has to do beside it. Releases of the plan itself are narrowed in it. */
  async prepare(plan: Plan): Promise<Erasing> {
    // Whatever becomes of the commit, what is opened for it has a record behind it.
    await this.#options.records.demand(plan.erasures);
    const planned = plan.releases.flatMap((message) => {
      const left = this.#narrow(message.release, this.#standingWith(plan, message.pseudonym));
      if (left === 'whole') return [message];
      return left === 'nothing' ? [] : [{ ...message, bytes: left, narrowed: true }];
    });
    plan.releases.splice(0, plan.releases.length, ...planned);
    const narrowed: NarrowedRelease[] = [];
    for (const pseudonym of new Set(plan.erasures.map((each) => each.pseudonym))) {
      narrowed.push(...(await this.#narrowStored(pseudonym, this.#standingWith(plan, pseudonym))));
    }
    await this.#options.openings.settle();
    return { narrowed, certify: (erasure, leaves) => this.#certify(erasure, leaves) };
  }

  /** To be called when the commit settled. */
  executed(erasures: readonly PlannedErasure[]): void {
    for (const { pseudonym, leaf, erasure } of erasures) {
      this.#stand(pseudonym, { leaf, erasure });
      this.#settle(pseudonym, leaf);
      const entry = this.#entries.get(leaf);
      if (entry !== undefined) this.#options.leaves.send(leafOf(entry.certificate));
    }
    if (erasures.length > 0) this.#options.logger.info('erasures-executed', { count: erasures.length });
  }

  #settle(pseudonym: string, leaf: string): void {
    const own = this.#demanded.get(pseudonym);
    own?.delete(leaf);
    if (own?.size === 0) this.#demanded.delete(pseudonym);
  }

  #stand(pseudonym: string, standing: StandingErasure): void {
    this.#standing.set(pseudonym, [...this.executedOf(pseudonym), standing]);
  }

  #standingWith({ erasures }: Plan, pseudonym: string): readonly StandingErasure[] {
    return [...this.executedOf(pseudonym), ...erasures.filter((each) => each.pseudonym === pseudonym)];
  }

  #narrow(release: Release, standing: readonly StandingErasure[]): Uint8Array | 'whole' | 'nothing' {
    const { opener, signingKey } = this.#options;
    // Nothing is opened for a person who never erased anything.
    if (standing.length === 0) return 'whole';
    const leaves = standing.map(({ leaf }) => leaf);
    return narrowRelease(release, {
      standing,
      open: (one) => opener.open(one, leaves),
      recipient: opener.publicKey,
      signingKey,
    });
  }

  async #narrowStored(pseudonym: string, standing: readonly StandingErasure[]): Promise<readonly NarrowedRelease[]> {
    const { records } = await this.#options.records.releasesOf(pseudonym);
    // Nobody can tell any more of which days its keys are.
    const damaged = await this.#options.records.damagedReleasesOf(pseudonym);
    const narrowed = records.flatMap(({ leaf, bytes }) => {
      const release = refusalOf(() => parseRelease(bytes));
      const left = 'refused' in release ? 'nothing' : this.#narrow(release, standing);
      return left === 'whole' ? [] : [{ leaf, bytes: left === 'nothing' ? null : left }];
    });
    return [...narrowed, ...damaged.map((leaf) => ({ leaf, bytes: null }))];
  }

  /** Where the transaction fails after this, another certificate follows with the next attempt; the last line of the journal counts. */
  async #certify(planned: PlannedErasure, leaves: readonly Uint8Array[]): Promise<Certified> {
    const { signingKey, clock, entropy, journal } = this.#options;
    const digest = erasedDigest(leaves);
    const content = { pseudonym: fromHex(planned.pseudonym), erasure: fromHex(planned.leaf), digest };
    const certificate = signErasureCertificate(
      { ...content, envelopes: leaves.length, time: clock.now(), salt: entropy(32) },
      signingKey,
    );
    const entry: JournalEntry = {
      ...{ identityKey: planned.identityKey, signingKey: signingKey.publicKey },
      ...{ erasure: planned.bytes, certificate, sealed: seal(certificate, planned.vaultKey) },
    };
    await journal.append(entry);
    this.#entries.set(planned.leaf, entry);
    return this.#certified(entry);
  }

  #certified({ certificate, sealed, signingKey }: JournalEntry): Certified {
    const { time } = openErasureCertificate(certificate, signingKey);
    const own = seal(certificate, this.#options.opener.publicKey);
    return { leaf: toHex(leafOf(certificate)), time, sealed, own };
  }

  /** @returns those that this database has not executed: it is a copy from before them */
  async #readJournal(): Promise<readonly PlannedErasure[]> {
    const { journal, records } = this.#options;
    const all = new Map<string, PlannedErasure>();
    for (const entry of journal.entries) {
      const planned = readEntry(entry);
      this.#entries.set(planned.leaf, entry);
      all.set(planned.leaf, planned);
    }
    for (const planned of all.values()) this.#stand(planned.pseudonym, planned);
    const executed = new Set((await records.executedErasures()).map(({ leaf }) => leaf));
    return [...all.values()].filter(({ leaf }) => !executed.has(leaf));
  }

  /** With the certificate that its person has, or was to get. */
  async #execute(planned: PlannedErasure): Promise<void> {
    const plan = { ...emptyPlan(), erasures: [planned] };
    const { narrowed, certify } = await this.prepare(plan);
    const entry = this.#entries.get(planned.leaf);
    const again = entry && (async () => this.#certified(entry));
    await this.#options.records.commit(plan, { narrowed, certify: again ?? certify });
  }

  /** A journal that was lost, or came back from a copy, gets what the database knows. */
  async #completeJournal(): Promise<void> {
    const { journal, records, registry, opener, ownKeys, logger } = this.#options;
    const known = new Set(journal.entries.map(({ erasure }) => toHex(leafOf(erasure))));
    const lost = (await records.executedErasures()).filter(({ leaf }) => !known.has(leaf));
    const entries: JournalEntry[] = [];
    for (const { pseudonym, erasure, sealed, own } of lost) {
      const [person] = await registry.persons([pseudonym]);
      if (person === undefined) continue;
      const entry = refusalOf(() => {
        const certificate = opener.unseal(own);
        const { key } = openOwn(ownKeys, (each) => openErasureCertificate(certificate, each));
        return { identityKey: person.identityKey, signingKey: key, erasure, certificate, sealed };
      });
      if (!('refused' in entry) && plannedOf(entry)?.pseudonym === pseudonym) entries.push(entry);
    }
    for (const entry of entries) await journal.append(entry);
    if (entries.length > 0) logger.warn('journal-completed', { count: entries.length });
    // What its person did not sign, or this service, would be in the journal for good, and end every start.
    const unsigned = lost.length - entries.length;
    if (unsigned > 0) logger.error('erasure-not-signed', { count: unsigned });
  }
}

const damaged = (): CoachError =>
  new CoachError(
    'bad-config',
    'The journal of erasures is damaged: bring back its own backup, or point FIT4WORK_COACH_ERASURES to the right file.',
  );

/** @throws CoachError `bad-config` */
function readEntry(entry: JournalEntry): PlannedErasure {
  const planned = plannedOf(entry);
  if (planned === undefined) throw damaged();
  return planned;
}

/** Undefined where it is not signed, or the certificate is of another. */
function plannedOf({ identityKey, signingKey, erasure: bytes, certificate }: JournalEntry): PlannedErasure | undefined {
  const read = refusalOf(() => ({
    erasure: openErasure(bytes, identityKey),
    certified: openErasureCertificate(certificate, signingKey),
  }));
  if ('refused' in read) return undefined;
  const { erasure, certified } = read;
  const leaf = leafOf(bytes);
  if (!equalBytes(certified.erasure, leaf) || !equalBytes(certified.pseudonym, erasure.pseudonym)) return undefined;
  const pseudonym = toHex(erasure.pseudonym);
  return { pseudonym, leaf: toHex(leaf), erasure, bytes, identityKey, vaultKey: new Uint8Array(0) };
}
