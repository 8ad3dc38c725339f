import {
  encodeVkey,
  isQuorum,
  logKeyOf,
  type NoteKey,
  type NoteSigner,
  type PinnedPolicy,
  type Policy,
  type PolicyWitness,
  pinPolicy,
  verifyCheckpoint,
} from '@fit4work/protocol';
import { AnchorError } from '../error.js';
import { combine, isSameKey, nameWitnesses } from './combine.js';
import { newestOf, type PolicyHistory, policiesOf } from './history.js';

/** A checkpoint that is out. */
export interface PublishedCheckpoint {
  readonly size: number;
  readonly bytes: Uint8Array;
}

/** What a checkpoint of one size must be signed by before it is published. */
export interface SigningRule {
  /** The log's keys, the oldest first. */
  readonly signers: readonly NoteSigner[];
  /** Whom to ask, and when enough have cosigned. */
  readonly policy: Policy;
  /** Every one must believe the checkpoint: two where one gives way to the other (SPEC.md clause 15.17). */
  readonly policies: readonly PinnedPolicy[];
  /** Of the newest policy that is in effect at that size. */
  readonly number: number;
}

/** Where a leaf stands in the log as it is committed; `undefined` when it is not in it. */
type IndexOf = (leaf: Uint8Array) => number | undefined;

/**
 * Which policy stands at which size. A policy takes effect where the leaf of its statement stands, so nothing about a
 * change is kept apart: the log itself and the published checkpoint say at each start how far the change has come.
 */
export class Policies {
  readonly history: PolicyHistory;
  readonly #signers: readonly NoteSigner[];
  readonly #indexOf: IndexOf;
  readonly #rules = new Map<string, SigningRule>();
  readonly #named: ReadonlyMap<string, PolicyWitness>;

  /** @param signers every key of the log that may still be needed */
  constructor(history: PolicyHistory, signers: readonly NoteSigner[], indexOf: IndexOf) {
    this.history = history;
    this.#signers = signers;
    this.#indexOf = indexOf;
    this.#named = nameWitnesses(policiesOf(history).map(({ policy }) => policy));
  }

  /** Every witness of the history that has an address, each key once. */
  get witnesses(): readonly PolicyWitness[] {
    return [...this.#named.values()];
  }

  /** The policy that stands when every statement took effect. */
  get newest(): PinnedPolicy {
    return newestOf(this.history);
  }

  /** The log's name. */
  get origin(): string {
    return logKeyOf(this.history.first.policy).name;
  }

  /**
   * Keys of the log that may have signed a checkpoint of a size: of the policy that is in effect there, and those before it that
   * still sign beside. A key that is not configured any more is retired, and says nothing.
   * @param publishedSize up to which the state knows where policies changed
   */
  keysAt(size: number, publishedSize: number): readonly NoteKey[] {
    const upTo = size > publishedSize ? this.history.successors.length : this.numberAt(size);
    const keys = policiesOf(this.history).slice(0, upTo + 1);
    const isIn = (key: NoteKey): boolean => keys.some(({ policy }) => isSameKey(logKeyOf(policy), key));
    return this.#signers.map(({ key }) => key).filter(isIn);
  }

  /** Where the statement of a policy stands; `undefined` while it is not in the log. */
  indexOf(number: number): number | undefined {
    const successor = this.history.successors[number - 1];
    return successor === undefined ? undefined : this.#indexOf(successor.leaf);
  }

  /** Leaves of statements that the log has not taken yet. */
  pendingLeaves(): Uint8Array[] {
    return this.history.successors.flatMap(({ leaf }) => (this.#indexOf(leaf) === undefined ? [leaf] : []));
  }

  /** The number of the policy that is in effect for a tree of a size: each statement up to it is in the tree. */
  numberAt(size: number): number {
    const first = this.history.successors.findIndex(({ leaf }) => !((this.#indexOf(leaf) ?? size) < size));
    return first < 0 ? this.history.successors.length : first;
  }

  /** The policy that is in effect for a tree of a size. */
  policyAt(size: number): Policy {
    return (policiesOf(this.history)[this.numberAt(size)] ?? this.newest).policy;
  }

  /**
   * The policy that is in effect for a tree of a size, and the log's key by it.
   * @throws AnchorError `bad-key` when that key is not there
   */
  standingAt(size: number): { readonly number: number; readonly policy: Policy; readonly signer: NoteSigner } {
    const number = this.numberAt(size);
    const policy = this.policyAt(size);
    const key = logKeyOf(policy);
    const signer = this.#signers.find((one) => isSameKey(one.key, key));
    if (signer === undefined) throw missingKey(encodeVkey(key), number);
    return { number, policy, signer };
  }

  /**
   * Who must sign a checkpoint of a size.
   * @param published what is out now: a policy that it does not satisfy yet must be led over from the one before
   * @throws AnchorError `bad-key` when a key of the log that is needed is not there
   */
  ruleAt(size: number, published: PublishedCheckpoint | undefined): SigningRule {
    const number = this.numberAt(size);
    return this.#ruleOf(published === undefined ? number : this.#satisfiedBy(published, number), number);
  }

  /** The same for every checkpoint under the same policies. */
  #ruleOf(from: number, number: number): SigningRule {
    const known = this.#rules.get(`${from} ${number}`);
    if (known !== undefined) return known;
    const rule = this.#makeRule(from, number);
    this.#rules.set(`${from} ${number}`, rule);
    return rule;
  }

  #makeRule(from: number, number: number): SigningRule {
    const all = policiesOf(this.history);
    const policies = all.slice(from, number + 1);
    // A key that is not needed any more goes on signing while it is configured, for witnesses that know no other.
    const known = all.slice(0, number + 1).map(({ policy }) => logKeyOf(policy));
    const signers = known.flatMap((key, i) => {
      const isAgain = known.slice(0, i).some((other) => isSameKey(other, key));
      return isAgain ? [] : this.#signers.filter((signer) => isSameKey(signer.key, key));
    });
    for (const { policy, number: needed } of policies) {
      const key = logKeyOf(policy);
      if (!signers.some((signer) => isSameKey(signer.key, key))) throw missingKey(encodeVkey(key), needed);
    }
    const combined = combine(
      policies.map(({ policy }) => policy),
      this.#named,
    );
    return { signers, policy: combined, policies, number };
  }

  /**
   * Before anything is signed: every key is there that the way from what is published to the newest policy needs.
   * @throws AnchorError `bad-key` naming the one that is missing
   */
  assertKeys(published: PublishedCheckpoint | undefined): void {
    const from = published === undefined ? 0 : this.#satisfiedBy(published, this.history.successors.length);
    for (const { policy, number } of policiesOf(this.history).slice(from)) {
      const key = logKeyOf(policy);
      if (!this.#signers.some((signer) => isSameKey(signer.key, key))) throw missingKey(encodeVkey(key), number);
    }
  }

  /** A key of the log with which a tree of a size may be signed. @throws AnchorError `bad-key` when none is there */
  signerAt(size: number): NoteSigner {
    const [signer] = this.ruleAt(size, undefined).signers;
    if (signer === undefined) throw new AnchorError('bad-key', 'There is no key of the log: set FIT4WORK_ANCHOR_KEY.');
    return signer;
  }

  /**
   * Who has to be heard before it is known that nothing beyond a size was believed, under whichever policy stood by then: a quorum
   * of each policy, and so many that the others are no quorum of any. Where quorums need not meet, the one says nothing of the other.
   * @param heard names of witnesses that know of nothing beyond it
   * @returns names of those that are still missing; none when it is known
   */
  missingBeyond(size: number, heard: ReadonlySet<string>): readonly string[] {
    const missing = new Set<string>();
    for (const { policy } of policiesOf(this.history).slice(this.numberAt(size))) {
      // Where nobody is asked, nobody knows.
      if (policy.quorum === 'none') continue;
      const named = combine([policy], this.#named);
      const others = named.witnesses.map(({ name }) => name).filter((name) => !heard.has(name));
      if (isQuorum(named, heard) && !isQuorum(named, new Set(others))) continue;
      for (const name of others) missing.add(name);
    }
    return [...missing];
  }

  /** The newest policy up to the given one, that the published checkpoint satisfies; the given one when none is. */
  #satisfiedBy(published: PublishedCheckpoint, number: number): number {
    const then = this.numberAt(published.size);
    if (then === 0) return 0;
    const upTo = policiesOf(this.history).slice(0, then + 1);
    const found = upTo.findLastIndex(({ policy }) => isSatisfied(published.bytes, policy));
    return Math.min(found < 0 ? then : found, number);
  }
}

/** The policies of a log that never changed. */
export function onePolicy(text: string, signer: NoteSigner): Policies {
  return new Policies({ first: pinPolicy(text, 0), successors: [] }, [signer], () => undefined);
}

function isSatisfied(bytes: Uint8Array, policy: Policy): boolean {
  try {
    verifyCheckpoint(bytes, policy);
    return true;
  } catch {
    return false;
  }
}

function missingKey(vkey: string, number: number | undefined): AnchorError {
  return new AnchorError(
    'bad-key',
    `Policy ${number} needs the key of the log ${vkey}: set FIT4WORK_ANCHOR_KEY or FIT4WORK_ANCHOR_NEXT_KEY to its file.`,
  );
}
