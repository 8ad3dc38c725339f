import {
  consistencyProof,
  isQuorum,
  isTimely,
  type NoteKey,
  type NoteSignature,
  type Policy,
  parseNote,
  type SignedNote,
  type TileReader,
  verifyCosignature,
} from '@fit4work/protocol';
import { AnchorError } from './error.js';
import type { Journal, WitnessPeer } from './ports.js';

/** After the quorum is met, how long a witness that is a little slower may take to be on the checkpoint too. */
const GRACE_MS = 100;
const MAX_TRIES = 3;
/** What a witness answers to another root of the size that it has, and when no proof leads from its checkpoint to this one. */
const CONTRADICTS: ReadonlySet<number> = new Set([409, 422]);

export interface GatherPorts {
  readonly read: TileReader;
  readonly witnesses: readonly WitnessPeer[];
  readonly journal: Journal;
  /** Unix seconds; without it no witness is held to it. */
  readonly clock?: (() => number) | undefined;
  /** Looks into the claim of a witness that it saw more of the log than there is. @throws AnchorError `older-state` when it proves it */
  readonly examine: (witness: WitnessPeer) => Promise<unknown>;
  /** Told when a witness proved it, whether or not it is still waited for. */
  readonly onOlderState?: (() => void) | undefined;
}

/** What is known of each witness: the size that it cosigned last, and whether it answered last time. */
export interface WitnessRecord {
  size: number;
  up: boolean;
}

/** The checkpoint to be cosigned. */
export interface Candidate {
  readonly size: number;
  readonly note: Uint8Array;
  /** Whom to ask, and when enough have cosigned. */
  readonly policy: Policy;
}

/** Gathers cosignatures and remembers what each witness has on record. */
export class WitnessGathering {
  readonly #ports: GatherPorts;
  readonly #records = new Map<string, WitnessRecord>();
  #olderState: AnchorError | undefined;

  constructor(ports: GatherPorts) {
    this.#ports = ports;
  }

  /** Witness name to whether it answered last time; a witness that was never asked is absent. */
  get up(): ReadonlyMap<string, boolean> {
    return new Map([...this.#records].map(([name, record]) => [name, record.up]));
  }

  /** @throws AnchorError `older-state` once a witness proved it, also one that was too slow for the round in which it was asked */
  assertNewest(): void {
    if (this.#olderState !== undefined) throw this.#olderState;
  }

  /**
   * Asks all witnesses of the policy at once.
   * @param publishedSize where a witness is presumed to be that was not asked before
   * @throws AnchorError `older-state`
   * @returns cosignatures that verify, in the order of the policy, as soon as they are a quorum or all witnesses answered
   */
  async gather(candidate: Candidate, publishedSize: number): Promise<NoteSignature[]> {
    const found = new Map<string, NoteSignature[]>();
    const { policy } = candidate;
    const named = new Set(policy.witnesses.map(({ name }) => name));
    const peers = this.#ports.witnesses.filter(({ name }) => named.has(name));
    const asked = peers.map(async (witness) => {
      const record = this.#records.get(witness.name) ?? { size: publishedSize, up: false };
      this.#records.set(witness.name, record);
      const signatures = await this.#askOne(witness, record, candidate);
      record.up = signatures.length > 0;
      if (record.up) found.set(witness.name, signatures);
      return isQuorum(policy, new Set(found.keys()));
    });
    await this.#untilQuorum(asked);
    this.assertNewest();
    return policy.witnesses.flatMap((witness) => found.get(witness.name) ?? []);
  }

  async #untilQuorum(asked: readonly Promise<boolean>[]): Promise<void> {
    const all = Promise.all(asked);
    await new Promise<void>((resolve, reject) => {
      for (const one of asked) {
        one.then((met) => {
          if (met) setTimeout(resolve, GRACE_MS).unref();
        }, reject);
      }
      all.then(() => resolve(), reject);
    });
  }

  async #askOne(witness: WitnessPeer, record: WitnessRecord, candidate: Candidate): Promise<NoteSignature[]> {
    try {
      return await this.#converse(witness, record, candidate);
    } catch (error) {
      if (!(error instanceof AnchorError)) throw error;
      const place = { witness: witness.name, size: candidate.size };
      if (error.code === 'older-state') this.#remember(error, place);
      if (error.code !== 'witness-failed') throw error;
      this.#ports.journal.warn('witness-unreachable', place);
      return [];
    }
  }

  /** The round may be over, with a quorum of others, and nobody hears what is thrown. */
  #remember(error: AnchorError, place: { readonly witness: string; readonly size: number }): void {
    this.#olderState = error;
    this.#ports.journal.warn('witness-proves-older-state', place);
    this.#ports.onOlderState?.();
  }

  async #converse(witness: WitnessPeer, record: WitnessRecord, candidate: Candidate): Promise<NoteSignature[]> {
    const { journal, read, examine } = this.#ports;
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      if (record.size > candidate.size) {
        // It may have been away when the anchor started. What it cannot prove is its own trouble.
        await examine(witness);
        journal.warn('witness-ahead', { witness: witness.name, size: record.size });
        record.size = 0;
        return [];
      }
      const proof = await consistencyProof({ read, size: candidate.size }, record.size);
      const answer = await witness.ask({ oldSize: record.size, proof, note: candidate.note });
      if (answer.kind === 'cosigned') {
        record.size = candidate.size;
        return this.#latestOf(witness, candidate, ownSignatures(witness, candidate, answer.signatures));
      }
      if (answer.kind === 'refused') {
        // A log that was restored from an older copy and grew past its witness is refused so; then nothing may be signed any more.
        if (CONTRADICTS.has(answer.status)) await examine(witness);
        journal.warn('witness-refused', { witness: witness.name, status: answer.status, size: candidate.size });
        return [];
      }
      record.size = answer.size;
    }
    return [];
  }

  /**
   * The latest line that readers count: a note has room for a hundred, and no witness may fill it. A witness whose clock is ahead is
   * named, so that somebody sets it.
   */
  #latestOf(witness: WitnessPeer, { size }: Candidate, timed: readonly Timed[]): NoteSignature[] {
    const { clock = () => Number.POSITIVE_INFINITY, journal } = this.#ports;
    const now = clock();
    const timely = timed.filter(({ time }) => isTimely(time, now)).toSorted((a, b) => b.time - a.time);
    if (timely.length < timed.length) journal.warn('witness-clock-ahead', { witness: witness.name, size });
    return timely.slice(0, 1).map(({ line }) => line);
  }
}

/** A line that verifies, and its time, Unix seconds. */
interface Timed {
  readonly line: NoteSignature;
  readonly time: number;
}

/** The witness's own lines, and only those that verify: others are ignored (C2SP tlog-witness). */
function ownSignatures(witness: WitnessPeer, candidate: Candidate, lines: readonly NoteSignature[]): Timed[] {
  const { text } = parseNote(candidate.note);
  return lines.flatMap((line) => {
    const time = timeOf({ text, signatures: [line] }, witness.key);
    return time === undefined ? [] : [{ line, time }];
  });
}

function timeOf(note: SignedNote, key: NoteKey): number | undefined {
  try {
    return verifyCosignature(note, key);
  } catch {
    return undefined;
  }
}
