import { followPolicies, type PinnedPolicy, type PolicySuccessor, pinPolicy } from '@fit4work/protocol';

/** A policy by a statement, with the statement's own bytes. */
interface StatedPolicy extends PolicySuccessor {
  readonly statement: Uint8Array;
}

/** Every policy that a log has had, from its first. */
export interface PolicyHistory {
  readonly first: PinnedPolicy;
  /** In order; none while the first policy stands. */
  readonly successors: readonly StatedPolicy[];
}

/** @throws LogError as `pinPolicy` and `followPolicies` */
export function historyOf(firstText: string, statements: readonly Uint8Array[] = []): PolicyHistory {
  const first = pinPolicy(firstText, 0);
  // Each statement makes one successor or the whole list is refused.
  const successors = followPolicies(first, statements);
  return {
    first,
    successors: successors.map((one, i) => ({ ...one, statement: statements[i] ?? new Uint8Array(0) })),
  };
}

/** All of them by their numbers. */
export function policiesOf({ first, successors }: PolicyHistory): readonly PinnedPolicy[] {
  return [first, ...successors];
}

/** The policy that stands when all statements took effect. */
export function newestOf({ first, successors }: PolicyHistory): PinnedPolicy {
  return successors.at(-1) ?? first;
}
