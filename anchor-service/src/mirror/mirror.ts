import { encodeBlock, equalBytes, leafCountUpTo, type Policy, type TileReader } from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { AnchorError } from '../error.js';
import type { EvidenceFolder } from '../evidence/evidence-folder.js';
import type { Evidence } from '../evidence/write-evidence.js';
import type { Clock, Journal, LogFolder } from '../ports.js';
import { TilePruning } from '../tile-pruning.js';
import { speakingReader } from '../verify/file-reader.js';
import type { Finding } from '../verify/finding.js';
import { FindingError } from '../verify/finding-error.js';
import { type FollowedLog, followLog } from '../verify/followed-log.js';
import { assertExtends, type HeldLog } from '../verify/held-log.js';
import type { KeptState } from '../verify/kept-state.js';
import { longerOf, type ServedPolicies } from '../verify/policy-chain.js';
import { readAhead } from '../verify/read-ahead.js';
import { readState, writeState } from '../verify/state-file.js';
import { type VerifiedLog, verifyLog } from '../verify/verify-log.js';
import { copyOfPolicies } from './copied-policies.js';
import { type MirrorStatus, StatusRecord } from './mirror-status.js';
import { proofOfRefusal } from './proof-of-refusal.js';
import { replaceBlocks } from './replace-blocks.js';
import type { Staging } from './staging.js';

/** The log as it was copied, and the policies that it had. */
export interface CopiedLog extends HeldLog {
  readonly policies: readonly Policy[];
}

/** What is copied beside the log itself, time stamps for one: it verifies what it writes, and throws a `FindingError` at what it refuses. */
export interface Companion {
  follow(source: TileReader, folder: LogFolder, copied: CopiedLog): Promise<void>;
}

export interface MirrorPorts {
  /** The log that is followed. */
  readonly source: TileReader;
  /** The copy. */
  readonly folder: LogFolder;
  readonly staging: Staging;
  readonly evidence: EvidenceFolder;
  readonly companions: readonly Companion[];
  readonly journal: Journal;
  readonly clock: Clock;
}

export interface MirrorOptions {
  /** The policy that is given, the root of all trust; what it gave way to is followed. */
  readonly policy: PolicyFile;
  /** The file of the checkpoint that the log is held to. */
  readonly stateFile: string;
  readonly silentSeconds: number;
}

/** How an attempt ended: `refused` and `alarm` leave the copy as it was. */
export type Outcome = 'current' | 'advanced' | 'refused' | 'alarm' | 'silent';

/**
 * A second party's copy of a log. Nothing is written into it before it is verified against a checkpoint with the quorum of the
 * policy that extends the one held, and the checkpoint comes last, so that whoever reads finds every file that it needs.
 */
export class Mirror {
  readonly #ports: MirrorPorts;
  readonly #options: MirrorOptions;
  readonly #status: StatusRecord;
  /** What the log is held to; it outlives the copy. */
  #floor: KeptState | undefined;
  /** What the copy has, as far as it was verified. */
  #copy: HeldLog | undefined;
  /** The newest policy that could be followed. */
  #standing: PolicyFile;
  readonly #pruning: TilePruning;
  /** Times that evidence found no room beside that which is kept. */
  #leftOut = 0;

  constructor(ports: MirrorPorts, options: MirrorOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#standing = options.policy;
    this.#pruning = new TilePruning(ports.folder);
    this.#status = new StatusRecord(options.silentSeconds);
  }

  status(): MirrorStatus {
    return this.#status.now(this.#ports.clock(), {
      size: this.#copy?.checkpoint.size ?? 0,
      leaves: leafCountUpTo(this.#copy?.last),
      blocks: this.#copy?.last === undefined ? 0 : this.#copy.last.height + 1,
      evidence: this.#ports.evidence.cases().length,
      ...(this.#leftOut > 0 && { leftOut: this.#leftOut }),
    });
  }

  /**
   * Takes up the copy of an earlier run.
   * @param whole verifies every file of it, and not only that it ends where the state says
   * @throws AnchorError `damaged-state`
   */
  async open(whole: boolean): Promise<void> {
    const { folder } = this.#ports;
    const kept = readState(this.#options.stateFile, this.#options.policy);
    this.#floor = kept;
    this.#standing = kept?.standing ?? this.#options.policy;
    const isEmpty = (await folder.read('checkpoint')) === undefined;
    if (this.#floor === undefined) {
      // A copy without a state: of a crash before the first was kept there is no checkpoint. Another's is verified whole.
      this.#copy = isEmpty ? undefined : await this.#verifyCopy();
      return;
    }
    // A copy that was taken away is fetched anew, from a log that still has to extend the state.
    if (isEmpty && !(await this.#hasFiles(this.#floor))) return;
    this.#copy = this.#floor;
    // A crash before this line means: everything is there, and the checkpoint of before is still shown.
    await this.#show(this.#floor);
    if (whole) await this.#verifyCopy();
  }

  /** Whether a crash came between the state and the first checkpoint: then the last block is there. */
  async #hasFiles({ last }: HeldLog): Promise<boolean> {
    return last !== undefined && (await this.#ports.folder.read(`blocks/${last.height}`)) !== undefined;
  }

  async #verifyCopy(): Promise<HeldLog> {
    try {
      const { read, standing } = await followLog(this.#ports.folder.read, this.#standing);
      const log = await verifyLog({ read, policy: standing.policy, ignoresSecondLeaves: true });
      this.#standing = standing;
      return { checkpoint: log.checkpoint.checkpoint, last: log.last };
    } catch (cause) {
      if (!(cause instanceof FindingError)) throw cause;
      const remedy = 'move it away, and it is fetched anew';
      throw new AnchorError('damaged-state', `The copy of the log is damaged: ${remedy}. ${cause.message}`, { cause });
    }
  }

  /** Asks the source once, and follows it as far as it can be believed. */
  async attempt(): Promise<Outcome> {
    let served: FollowedLog | undefined;
    try {
      served = await followLog(this.#ports.source, this.#standing, {
        known: this.#floor?.history,
        now: this.#ports.clock(),
      });
      const { size, root } = served.checkpoint;
      this.#status.heard(this.#ports.clock(), size);
      const copy = this.#copy?.checkpoint;
      const isCurrent = copy !== undefined && copy.size === size && equalBytes(copy.root, root);
      const replaced = isCurrent ? undefined : await this.#follow(served);
      await this.#accompany(served);
      return this.#end(isCurrent ? 'current' : 'advanced', replaced);
    } catch (error) {
      return this.#refuse(error, served?.history);
    }
  }

  /** @returns what was wrong with the copy and is mended */
  async #follow(served: FollowedLog): Promise<Finding | undefined> {
    const { source, staging, folder } = this.#ports;
    // A reader of its own for each attempt: what was not there at the last may be there now.
    const ahead = readAhead(source);
    const read: TileReader = async (path) =>
      path === 'checkpoint' ? served.note : (staging.read(path) ?? (await ahead(path)));
    if (this.#floor !== undefined) await assertExtends(speakingReader(read), this.#floor.checkpoint, served);
    const log = await verifyLog({
      read,
      policy: served.standing.policy,
      held: this.#copy,
      ignoresSecondLeaves: true,
      onFile: staging.write,
      onProgress: this.#status.walked,
    });
    for (const [path, bytes] of await copyOfPolicies(served, folder.read)) staging.write(path, bytes);
    await this.#take(log, served);
    if (log.replaced === undefined) return undefined;
    this.#ports.journal.warn('newest-block-replaced', { height: log.replaced });
    return { kind: 'replaced-newest', path: `blocks/${log.replaced}`, index: log.replaced };
  }

  /** Each time, since what belongs to a checkpoint may come long after it. */
  async #accompany({ policies }: FollowedLog): Promise<void> {
    const { source, folder, companions } = this.#ports;
    if (this.#copy === undefined) return;
    const copied = { ...this.#copy, policies };
    for (const companion of companions) await companion.follow(speakingReader(source), folder, copied);
  }

  async #take(log: VerifiedLog, { standing, history }: FollowedLog): Promise<void> {
    const { staging, folder, journal } = this.#ports;
    // A crash here means: the state puts its newest block back, and the next attempt replaces it again.
    await replaceBlocks(staging, folder);
    // A crash here means: files without a checkpoint that names them. They are fetched and verified again.
    await staging.publishTo(folder);
    // A crash here means the same.
    const known = history.first === undefined && this.#floor !== undefined ? this.#floor.history : history;
    const kept = { checkpoint: log.checkpoint.checkpoint, last: log.last, note: log.note, history: known };
    writeState(this.#options.stateFile, kept);
    // A crash here means: the state is ahead of what is shown. The next start shows it.
    const leaves = leafCountUpTo(log.last) - leafCountUpTo(this.#copy?.last);
    this.#floor = kept;
    this.#standing = standing;
    await this.#show(kept);
    this.#copy = kept;
    journal.info('copy-extended', { size: log.size, leaves });
  }

  /** The checkpoint last: until it is replaced the old one holds, whose files are all there. */
  async #show({ checkpoint, last, note }: KeptState): Promise<void> {
    const { folder } = this.#ports;
    if (last !== undefined) {
      const newest = encodeBlock(last);
      const path = `blocks/${last.height}`;
      const standing = await folder.read(path);
      if (standing === undefined || !equalBytes(standing, newest)) await folder.replace(path, newest);
      await folder.replace('blocks/latest', newest);
    }
    await folder.replace('policy', Buffer.from(this.#standing.text));
    await folder.replace('checkpoint', note);
    await this.#pruning.upTo(checkpoint.size);
  }

  #end(outcome: Outcome, finding?: Finding): Outcome {
    const { journal } = this.#ports;
    if (this.#status.ended(outcome, finding, this.#ports.clock()) && outcome !== 'advanced') {
      const fields = finding === undefined ? {} : { code: finding.kind };
      if (outcome === 'current') journal.info('source-heard', fields);
      else journal.warn(`source-${outcome}`, fields);
    }
    return outcome;
  }

  /** @param followed the policies by which the refused was signed, as far as they could be followed */
  async #refuse(error: unknown, followed: ServedPolicies = { first: undefined, statements: [] }): Promise<Outcome> {
    // A disk that is full may have room later, and the copy that stands is served meanwhile.
    if (error instanceof AnchorError && error.code === 'storage-failed') return this.#end('silent');
    if (!(error instanceof FindingError)) throw error;
    const { staging } = this.#ports;
    if (error.code !== 'unsound') return this.#end('silent', error.finding);
    staging.clear();
    const copy = this.#copy === undefined ? undefined : this.#ports.folder.read;
    const proof = await proofOfRefusal(error, this.#floor, copy);
    if (proof === undefined) return this.#end('refused', error.finding);
    const policies = this.#floor === undefined ? followed : longerOf(this.#floor.history, followed);
    this.#keepEvidence({ ...proof.evidence, policies });
    return this.#end('alarm', proof.error.finding);
  }

  #keepEvidence(evidence: Evidence): void {
    const { journal, clock } = this.#ports;
    try {
      if (this.#ports.evidence.keep(evidence, clock()) !== 'full') return;
      this.#leftOut += 1;
      journal.warn('contradiction-left-out', { count: this.#leftOut });
    } catch (error) {
      if (!(error instanceof AnchorError)) throw error;
      // The alarm is raised all the same, and the next attempt tries to keep it again.
      journal.warn('contradiction-not-kept', { code: error.code });
    }
  }
}
