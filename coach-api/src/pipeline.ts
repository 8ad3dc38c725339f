import type { NoteSigner, PinnedPolicy, SigningKey, TileReader } from '@fit4work/protocol';
import { LogError, LogView, leafOf, pinPolicy } from '@fit4work/protocol';
import { Administering } from './administering.js';
import type { AdministrationStore } from './administration-port.js';
import { Anchoring } from './anchoring.js';
import { Batcher } from './batcher.js';
import { CertifiedRegistry } from './certified-registry.js';
import { ConsentHistory } from './consent-history.js';
import { ConsentLedger } from './consent-ledger.js';
import { BasisCodes } from './core/basis.js';
import { Corresponding } from './corresponding.js';
import { Enrolling } from './enrolling.js';
import { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import { ExclusionHistory } from './exclusion-history.js';
import { HeldReads } from './held-reads.js';
import { Ingestion } from './ingestion.js';
import type { ConsentJournal, ErasureJournal, ExclusionJournal } from './journal-port.js';
import { JournalState } from './journal-state.js';
import { KnownConsent } from './known-consent.js';
import { Lapse } from './lapse.js';
import { LeafSender } from './leaf-sender.js';
import { LetterCourier } from './letter-courier.js';
import type { LetterStore } from './letter-port.js';
import type { Log, LogState, LogStateStore } from './log-port.js';
import type { OpeningStore } from './opening-port.js';
import type { Openings } from './openings.js';
import { PendingWithdrawals } from './pending-withdrawals.js';
import type {
  Clock,
  Entropy,
  HeldKeys,
  Link,
  Logger,
  RecordStore,
  Registry,
  RegistryRows,
  ReleaseOpener,
} from './ports.js';
import { Programming } from './programming.js';
import type { ReadStore } from './read-port.js';
import { ReadRecords } from './read-records.js';
import { Reading } from './reading.js';
import { Reconciling } from './reconciling.js';
import { Recovering } from './recovering.js';
import type { RecoveryStore } from './recovery-port.js';
import { Resealing } from './resealing.js';
import type { SealedStore } from './resealing-port.js';
import { Service } from './service.js';
import { WitnessedLog } from './witnessed-log.js';

/** What the pipeline works with. */
export interface Means {
  readonly registry: RegistryRows;
  readonly administration: AdministrationStore;
  readonly records: RecordStore;
  readonly reads: ReadStore;
  readonly letters: LetterStore;
  readonly recovery: RecoveryStore;
  readonly sealed: SealedStore;
  readonly logState: LogStateStore;
  readonly journal: ErasureJournal;
  readonly consentJournal: ConsentJournal;
  readonly exclusionJournal: ExclusionJournal;
  readonly link: Link;
  readonly opener: ReleaseOpener;
  readonly boxKeys: HeldKeys;
  readonly openings: Openings;
  readonly openingStore: OpeningStore;
  /** Signs the lines of days for auditors. */
  readonly signer: NoteSigner;
  readonly signingKey: SigningKey;
  /** Public keys that this service signs or has signed with, the newest first. */
  readonly ownKeys: readonly Uint8Array[];
  /** Signed rotations of its keys, the first first. */
  readonly rotations: readonly Uint8Array[];
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly read: TileReader;
  /** Text of the policy that is configured. */
  readonly policy: string;
  /** In place of the log that is followed, where reads are to be proven by another. */
  readonly provingLog: Log | undefined;
  readonly proofTimeoutMs: number;
  readonly batchMs: number;
}

export interface Pipeline {
  readonly registry: Registry;
  readonly ledger: ConsentLedger;
  readonly journals: JournalState;
  readonly log: WitnessedLog;
  readonly enrolling: Enrolling;
  readonly held: HeldReads;
  readonly administering: Administering;
  readonly reading: Reading;
  readonly corresponding: Corresponding;
  readonly programming: Programming;
  readonly basis: BasisCodes;
  readonly reconciling: Reconciling;
  readonly recovering: Recovering;
  readonly service: Service;
}

/**
 * Puts the parts together. Erasures, consent and exclusions that a restored database has forgotten are brought back before this settles.
 *
 * @throws CoachError `bad-config`, `journal-failed`
 */
export async function assemble(given: Means): Promise<Pipeline> {
  const { records, letters, link, logger, clock, batchMs } = given;
  const journaled = given.consentJournal.take();
  const known = KnownConsent.of(journaled);
  const registry = new CertifiedRegistry({ rows: given.registry, known, logger });
  const means = { ...given, registry };
  const journals = new JournalState({ records, logger });
  const pending = new PendingWithdrawals();
  const ledger = new ConsentLedger({ records, known, journals, pending, logger });
  const held = new HeldReads();
  const leaves = new LeafSender({ link, logger, batchMs });
  const { view, pinned } = openView(means, await means.logState.load());
  const log = new WitnessedLog({
    ...{ view, pinned, leaves, logger, clock, read: means.read, state: means.logState, configured: means.policy },
    onGrown: () => {
      anchoring.grown();
      reconciling.wake();
    },
    onDistrusted: () => held.endAll(),
  });
  const anchoring = new Anchoring({ records, log, logger, clock });
  const courier = new LetterCourier({ letters, link, leaves, log, logger, clock });
  const wake = (): void => courier.wake();
  const erasures = await Erasures.open({ ...means, leaves, journal: journals.watched(means.journal) });
  const history = await ConsentHistory.open({
    ...{ ...means, erasures, journaled, known },
    journal: journals.watched(means.consentJournal),
  });
  const exclusions = await ExclusionHistory.open({
    ...{ ...means, erasures },
    journal: journals.watched(means.exclusionJournal),
  });
  const ingestion = new Ingestion({
    ...{ ...means, ledger, erasures, history, exclusions, pending, held },
    ...{ onStored: () => anchoring.wake(), onErased: wake },
  });
  const batcher = new Batcher({ process: (batch) => ingestion.process(batch), logger, batchMs });
  const lapse = new Lapse({ ...means, ledger, held });
  const resealing = new Resealing(means);
  const newest = means.rotations.at(-1);
  const basis = new BasisCodes(means.signingKey);
  const provingLog = means.provingLog ?? log;
  const reconciling = new Reconciling({ ...means, store: means.openingStore, log: provingLog });
  const readRecords = new ReadRecords({ ...means, held, log: provingLog, onRecorded: wake });
  const reading = new Reading({ ...means, ledger, erasures, held, readRecords });
  const corresponding = new Corresponding({ ...means, ledger, leaves, basis, onWritten: wake });
  return {
    ...{ registry, ledger, journals, log, basis, held, reading, reconciling, corresponding },
    enrolling: new Enrolling(means),
    administering: new Administering({ ...means, store: means.administration, exclusions }),
    programming: new Programming({ corresponding, reading, clock }),
    recovering: new Recovering({ ...means, erasures, journals }),
    service: new Service({
      ...{ batcher, log, anchoring, courier, leaves, lapse, resealing, reconciling, logger },
      compare: () => journals.compare({ consents: known.count, erasures: erasures.count }),
      rotation: newest && leafOf(newest),
    }),
  };
}

/**
 * The view where it was left. What was followed from the configured policy stands; another policy file is the operator's act.
 *
 * @throws CoachError `bad-config` when the policy and the kept checkpoint do not belong together
 */
function openView(
  { policy: configured, read, clock }: Pick<Means, 'policy' | 'read' | 'clock'>,
  kept: LogState | undefined,
): { readonly view: LogView; readonly pinned: PinnedPolicy } {
  try {
    const pinned = pinPolicy(kept?.followed?.from === configured ? kept.followed.to : configured);
    return {
      view: new LogView({ policy: pinned.policy, read, state: kept?.checkpoint, clock: () => clock.now() }),
      pinned,
    };
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new CoachError(
      'bad-config',
      `The policy does not fit: ${cause.message} Give FIT4WORK_COACH_POLICY the file that it had, from which changes are followed, and see that FIT4WORK_COACH_STATE is of the same log.`,
      { cause },
    );
  }
}
