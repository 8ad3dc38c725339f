import { Administering } from './administering.js';
import type { AdministrationStore } from './administration-port.js';
import { Anchoring } from './anchoring.js';
import { Batcher } from './batcher.js';
import { CertifiedRegistry } from './certified-registry.js';
import type { Holding } from './cluster/ports.js';
import { ConsentHistory } from './consent-history.js';
import { ConsentLedger } from './consent-ledger.js';
import { COMMON, districtOf } from './core/districts.js';
import { Corresponding } from './corresponding.js';
import { DistrictWork } from './district-work.js';
import { Enrolling } from './enrolling.js';
import { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import { ExclusionHistory } from './exclusion-history.js';
import { HeldReads } from './held-reads.js';
import { Honouring } from './honouring.js';
import { Ingestion } from './ingestion.js';
import type { ConsentJournal, ErasureJournal, ExclusionJournal } from './journal-port.js';
import { JournalState } from './journal-state.js';
import { KnownConsent } from './known-consent.js';
import { KnownRetirements } from './known-retirements.js';
import { Lapse } from './lapse.js';
import { LetterCourier } from './letter-courier.js';
import type { LetterStore } from './letter-port.js';
import { PendingWithdrawals } from './pending-withdrawals.js';
import type { RecordStore, RegistryRows } from './ports.js';
import { Programming } from './programming.js';
import type { ReadStore } from './read-port.js';
import { ReadRecords } from './read-records.js';
import { Reading } from './reading.js';
import { Recovering } from './recovering.js';
import type { RecoveryStore } from './recovery-port.js';
import { Resealing } from './resealing.js';
import type { SealedStore } from './resealing-port.js';
import { Retention } from './retention.js';
import type { RetentionStore } from './retention-port.js';
import type { SharedParts } from './shared-parts.js';

/** What is of one district alone: stores that tell of its people and write only while it is held, and its journals. */
export interface DistrictMeans {
  readonly holding: Pick<Holding, 'isHeld'>;
  readonly registry: RegistryRows;
  readonly administration: AdministrationStore;
  /** Of the district; empty where this is the only coach API, which looks after everybody. */
  readonly name: string;
  readonly records: RecordStore;
  readonly reads: ReadStore;
  readonly letters: LetterStore;
  readonly recovery: RecoveryStore;
  readonly expiring: RetentionStore;
  readonly sealed: SealedStore;
  readonly journal: ErasureJournal;
  readonly consentJournal: ConsentJournal;
  readonly exclusionJournal: ExclusionJournal;
}

/** All that is known of some people, or of everybody, and done for them. Of each person there is one in the world that is held. */
export interface District {
  readonly records: RecordStore;
  readonly known: KnownConsent;
  readonly retired: KnownRetirements;
  readonly registry: CertifiedRegistry;
  readonly ledger: ConsentLedger;
  readonly journals: JournalState;
  readonly held: HeldReads;
  readonly enrolling: Enrolling;
  readonly administering: Administering;
  readonly reading: Reading;
  readonly corresponding: Corresponding;
  readonly programming: Programming;
  readonly recovering: Recovering;
  readonly work: DistrictWork;
}

type Own = SharedParts['means'] & DistrictMeans;

/**
 * Puts the parts together. Erasures, consent and exclusions that a restored database has forgotten are brought back before this
 * settles, and whatever was held in memory by somebody else before is known here from then on.
 *
 * @throws CoachError `bad-config`, `journal-failed`, `not-held`
 */
export async function openDistrict(shared: SharedParts, given: DistrictMeans): Promise<District> {
  const { log, leaves, provingLog, basis } = shared;
  const own: Own = { ...shared.means, ...given };
  const { records, letters, link, logger, clock, batchMs, holding } = own;
  const journaled = own.consentJournal.take();
  const known = KnownConsent.of(journaled);
  const retired = new KnownRetirements();
  const registry = new CertifiedRegistry({ rows: given.registry, known, retired, logger });
  const means = { ...own, registry, retired, log: provingLog };
  const journals = new JournalState({ records, logger });
  const pending = new PendingWithdrawals();
  const ledger = new ConsentLedger({ records, known, journals, pending, logger });
  const held = new HeldReads(() => holding.isHeld());
  const anchoring = new Anchoring({ records, log, logger, clock });
  const courier = new LetterCourier({ letters, link, leaves, log, logger, clock });
  const wake = (): void => courier.wake();
  const { erasures, history, exclusions } = await bringBack({
    ...own,
    registry,
    retired,
    leaves,
    journals,
    journaled,
    known,
  });
  const ingestion = new Ingestion({
    ...{ ...means, ledger, erasures, history, exclusions, pending, held },
    ...{ onStored: () => anchoring.wake(), onErased: wake },
  });
  const batcher = new Batcher({ process: (batch) => ingestion.process(batch), logger, batchMs });
  const readRecords = new ReadRecords({ ...means, held, onRecorded: wake });
  const reading = new Reading({ ...means, ledger, erasures, held, readRecords });
  const corresponding = new Corresponding({ ...means, ledger, leaves, basis, onWritten: wake });
  return {
    ...{ records, known, retired, registry, ledger, journals, held, reading, corresponding },
    enrolling: new Enrolling({ ...means, exclusions }),
    administering: new Administering({ ...means, store: means.administration, exclusions }),
    programming: new Programming({ corresponding, reading, clock }),
    recovering: new Recovering({ ...means, erasures, journals }),
    work: new DistrictWork({
      ...{ ingestion, batcher, anchoring, courier, held, logger },
      honouring: new Honouring({ opener: own.opener, known, pending, erasures, held }),
      lapse: new Lapse({ ...means, ledger, held }),
      resealing: new Resealing(means),
      retention: new Retention({ ...means, terms: means.retention, store: means.expiring, ledger }),
      compare: () => journals.compare({ consents: known.count, erasures: erasures.count }),
      close: async () => {
        await Promise.all([own.journal, own.consentJournal, own.exclusionJournal].map((each) => each.close()));
      },
    }),
  };
}

interface BringingBack extends Own {
  readonly registry: CertifiedRegistry;
  readonly leaves: SharedParts['leaves'];
  readonly journals: JournalState;
  readonly journaled: ReturnType<ConsentJournal['take']>;
  readonly known: KnownConsent;
  readonly retired: KnownRetirements;
}

/** Journals and database come together, in the order in which they rest on one another. */
async function bringBack(parts: BringingBack) {
  const { journals, journal, consentJournal, exclusionJournal, administration, name } = parts;
  const erasures = await Erasures.open({ ...parts, journal: journals.watched(journal) });
  const history = await ConsentHistory.open({ ...parts, erasures, journal: journals.watched(consentJournal) });
  const exclusions = await ExclusionHistory.open({
    ...{ ...parts, erasures, journal: journals.watched(exclusionJournal) },
    administration: inDistrict(administration, name),
  });
  await foldBack(parts);
  // Sessions that ended since are in such a copy too.
  if (erasures.replayed + history.replayed + exclusions.replayed > 0) await parts.onReplayed();
  return { erasures, history, exclusions };
}

/** What was destroyed just now, or by a process that died after its commit, is in the files still. Nobody who reads them keeps this one from its work. */
async function foldBack({ records, logger }: Pick<BringingBack, 'records' | 'logger'>): Promise<void> {
  try {
    await records.foldBack();
  } catch (error) {
    if (!(error instanceof CoachError && error.code === 'store-unavailable')) throw error;
    logger.warn('not-folded-back', { code: error.code });
  }
}

/** Who used an invitation is in the journal of that person, and what the administrator did to it in the one that is nobody's own. */
const inDistrict = (
  store: AdministrationStore,
  name: string,
): Parameters<typeof ExclusionHistory.open>[0]['administration'] => ({
  standings: async () => {
    const standings = await store.standings();
    if (name === '') return standings;
    if (name === COMMON) return standings.map((each) => ({ ...each, usedBy: null }));
    const own = standings.filter(({ usedBy }) => usedBy !== null && districtOf(usedBy) === name);
    return own.map((each) => ({ ...each, revoked: false, holding: null, whom: null }));
  },
  useAgain: (uses) => store.useAgain(uses),
  markAgain: (acts) => store.markAgain(acts),
  revoke: (number, now) => store.revoke(number, now),
  suspendAgain: (held, now) => store.suspendAgain(held, now),
  resume: (number) => store.resume(number),
});
