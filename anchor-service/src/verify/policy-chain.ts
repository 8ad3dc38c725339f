import {
  followPolicies,
  LogError,
  type PinnedPolicy,
  type Policy,
  type PolicySuccessor,
  parseSignedPolicyStatement,
  pinPolicy,
  policyPath,
  relationOfStatements,
  type TileReader,
} from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { refusalOf } from './because.js';
import { placed } from './file-reader.js';
import { FindingError } from './finding-error.js';

/** Statements of one log: as many as the protocol's reader takes. */
const MAX_STATEMENTS = 1024;

/** What a log serves of its policies, below `policies/`; nothing of it is verified. */
export interface ServedPolicies {
  /** The text of the first; `undefined` where the log shows none. */
  readonly first: Uint8Array | undefined;
  /** Number 1 first. */
  readonly statements: readonly Uint8Array[];
}

/** Of two histories of one log the one that goes further. */
export function longerOf(a: ServedPolicies, b: ServedPolicies): ServedPolicies {
  return a.statements.length < b.statements.length ? b : a;
}

/** Reads what a log serves of its policies. */
export async function readServedPolicies(read: TileReader): Promise<ServedPolicies> {
  const first = await read(policyPath(0));
  const statements: Uint8Array[] = [];
  while (first !== undefined && statements.length < MAX_STATEMENTS) {
    const statement = await read(policyPath(statements.length + 1));
    if (statement === undefined) break;
    statements.push(statement);
  }
  return { first, statements };
}

/** A log that serves another statement under a number than it served before, both of them signed and cosigned. */
export class OtherStatement extends FindingError {
  readonly held: Uint8Array;
  readonly served: Uint8Array;

  constructor(number: number, held: Uint8Array, served: Uint8Array) {
    super({ kind: 'two-statements', path: policyPath(number), index: number });
    this.held = held;
    this.served = served;
  }
}

/**
 * Holds the statements that a log serves against those that were followed before. What is no statement, or a draft that no witness
 * cosigned, is left to who follows.
 * @param known verified before
 * @throws OtherStatement
 * @source SPEC.md clause 15.18
 */
export function assertSameStatements({ first, statements }: ServedPolicies, served: ServedPolicies): void {
  if (first === undefined) return;
  const start = pinPolicy(new TextDecoder().decode(first), 0);
  const policies = [start, ...followPolicies(start, statements)];
  for (const [i, held] of statements.entries()) {
    const [came, previous] = [served.statements[i], policies[i]];
    if (came === undefined || previous === undefined || !contradict(held, came, previous.policy)) continue;
    throw new OtherStatement(i + 1, held, came);
  }
}

function contradict(held: Uint8Array, came: Uint8Array, previous: Policy): boolean {
  try {
    const [a, b] = [parseSignedPolicyStatement(held), parseSignedPolicyStatement(came)];
    return relationOfStatements(a, b, previous) === 'contradictory';
  } catch (error) {
    if (error instanceof LogError) return false;
    throw error;
  }
}

/** The policies of a log from its first, each verified under the one before it. */
export interface PolicyChain {
  readonly first: PinnedPolicy;
  readonly successors: readonly PolicySuccessor[];
  /** The place of the given policy among all of them: only what comes after it can be believed. */
  readonly given: number;
}

/**
 * Goes from the log's first policy through all of its statements.
 * @returns `undefined` when the given policy stands nowhere in this history: then it is believed alone
 * @throws FindingError `false-statement` naming the file that does not verify
 * @source SPEC.md clauses 15.14 to 15.16
 */
export function chainPolicies(given: PolicyFile, { first, statements }: ServedPolicies): PolicyChain | undefined {
  // A policy of several logs has no history of its own.
  if (first === undefined || given.policy.logs.length !== 1) return undefined;
  const place = { kind: 'false-statement', path: policyPath(0), index: 0 } as const;
  const start = placed(place, () => pinPolicy(new TextDecoder('utf-8', { ignoreBOM: true }).decode(first), 0));
  const successors = successorsOf(start, statements);
  const at = [start, ...successors].findIndex(({ text }) => text === given.text);
  return at < 0 ? undefined : { first: start, successors, given: at };
}

/** What is followed of statements up to the first that does not verify. */
export interface FollowedAsFar {
  readonly chain: PolicyChain | undefined;
  /** That one: nothing follows from it, nor from those behind it. */
  readonly broken: FindingError | undefined;
}

/** As {@link chainPolicies}, of what anybody may have put a file into: that takes nothing from what verifies before it. */
export function chainAsFar(given: PolicyFile, served: ServedPolicies): FollowedAsFar {
  try {
    return { chain: chainPolicies(given, served), broken: undefined };
  } catch (error) {
    if (!(error instanceof FindingError)) throw error;
    const { index = 0 } = error.finding;
    const { first, statements } = served;
    const before = { first, statements: statements.slice(0, Math.max(index - 1, 0)) };
    return { chain: index === 0 ? undefined : chainPolicies(given, before), broken: error };
  }
}

function successorsOf(start: PinnedPolicy, statements: readonly Uint8Array[]): PolicySuccessor[] {
  try {
    return followPolicies(start, statements);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    const index = firstFalse(start, statements);
    const place = { kind: 'false-statement', path: policyPath(index), index } as const;
    throw new FindingError({ ...place, ...refusalOf(error) }, error);
  }
}

/** The number of the first statement that does not verify behind those before it. */
function firstFalse(start: PinnedPolicy, statements: readonly Uint8Array[]): number {
  const last = statements.findIndex((_, i) => {
    try {
      followPolicies(start, statements.slice(0, i + 1));
      return false;
    } catch {
      return true;
    }
  });
  return last + 1;
}
