import type { NoteSigner, PinnedPolicy, SigningKey, TileReader } from '@fit4work/protocol';
import { LogError, LogView, pinPolicy } from '@fit4work/protocol';
import { BasisCodes } from './core/basis.js';
import { CoachError } from './error.js';
import { LeafSender } from './leaf-sender.js';
import type { Log, LogState, LogStateStore } from './log-port.js';
import type { OpeningStore } from './opening-port.js';
import type { Openings } from './openings.js';
import type { Clock, Entropy, HeldKeys, Link, Logger, ReleaseOpener } from './ports.js';
import { Reconciling } from './reconciling.js';
import type { RetentionTerms } from './retention.js';
import { WitnessedLog, type WitnessedLogOptions } from './witnessed-log.js';

/** What a process works with, whoever it looks after. */
export interface Means {
  readonly logState: LogStateStore;
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
  /** Whether one that asks no witness will do. */
  readonly unwitnessed: boolean;
  /** In place of the log that is followed, where reads are to be proven by another. */
  readonly provingLog: Log | undefined;
  readonly proofTimeoutMs: number;
  readonly batchMs: number;
  /** The database lacked what a journal has: it is a copy from before, perhaps. */
  readonly onReplayed: () => Promise<void>;
  /** Undefined where nothing is destroyed but by its person. */
  readonly retention: RetentionTerms | undefined;
}

/** What there is once in a process. */
export interface SharedParts {
  readonly means: Means;
  readonly log: WitnessedLog;
  /** By which reads are proven. */
  readonly provingLog: Log;
  readonly leaves: LeafSender;
  readonly basis: BasisCodes;
  readonly reconciling: Reconciling;
}

/** @throws CoachError `bad-config` */
export async function assembleShared(
  means: Means,
  told: Pick<WitnessedLogOptions, 'onGrown' | 'onDistrusted'>,
): Promise<SharedParts> {
  const { link, logger, clock, batchMs, signingKey } = means;
  const leaves = new LeafSender({ link, logger, batchMs });
  const { view, pinned } = openView(means, await means.logState.load());
  const log = new WitnessedLog({
    ...{ view, pinned, leaves, logger, clock, read: means.read, state: means.logState, configured: means.policy },
    ...told,
  });
  const provingLog = means.provingLog ?? log;
  const reconciling = new Reconciling({ ...means, store: means.openingStore, log: provingLog });
  return { means, log, provingLog, leaves, reconciling, basis: new BasisCodes(signingKey) };
}

/**
 * The view where it was left. What was followed from the configured policy stands; another policy file is the operator's act.
 *
 * @throws CoachError `bad-config` when the policy and the kept checkpoint do not belong together
 */
function openView(
  { policy: configured, unwitnessed, read, clock }: Pick<Means, 'policy' | 'unwitnessed' | 'read' | 'clock'>,
  kept: LogState | undefined,
): { readonly view: LogView; readonly pinned: PinnedPolicy } {
  try {
    const pinned = pinPolicy(kept?.followed?.from === configured ? kept.followed.to : configured);
    if (pinned.policy.quorum === 'none' && !unwitnessed) throw notWitnessed();
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

const notWitnessed = (): CoachError =>
  new CoachError(
    'bad-config',
    'The policy has quorum none, so reads would be proven by the word of the log alone: let it name witnesses, or set FIT4WORK_COACH_UNWITNESSED=accepted.',
  );
