import {
  equalBytes,
  type Policy,
  parseProof,
  policyPath,
  policyProofPath,
  utf8,
  verifyProof,
} from '@fit4work/protocol';
import type { PolicyFile } from '../adapters/policy-file.js';
import { orRefused } from '../verify/pack-refusal.js';
import { chainPolicies } from '../verify/policy-chain.js';

/** Whom to believe about a pack. */
export interface PackPolicies {
  /** That stood when it was made. */
  readonly policy: Policy;
  /** All that the pack shows; none where the given one stands nowhere among them. */
  readonly policies: readonly Policy[];
  /**
   * That was in effect for a tree of a size, by where the leaves of its statements are proven to stand; `undefined` where that of one
   * is not, and between the leaf and the checkpoint that proves it. None where the given policy stands nowhere in the history: it is believed alone, and nothing says of which sizes.
   */
  readonly policyAt: ((size: number) => Policy | undefined) | undefined;
  /** Names of the members that were verified for it. */
  readonly verified: ReadonlySet<string>;
}

/**
 * The policies that stood up to when the pack was made. Each statement, and its proof under a checkpoint that its own policy believes,
 * verifies by itself (SPEC.md clause 15.15), so that nobody has to be believed about the pack yet.
 * @throws FindingError `pack-policy-proof`, `false-statement`
 */
export function policiesIn(archive: ReadonlyMap<string, Uint8Array>, given: PolicyFile): PackPolicies {
  const chain = chainPolicies(given, { first: archive.get(policyPath(0)), statements: statementsIn(archive) });
  const all = chain === undefined ? [] : [chain.first, ...chain.successors];
  const verified = new Set(chain === undefined ? [] : [policyPath(0)]);
  const newest = archive.get('policy');
  if (newest !== undefined && [given, ...all].some(({ text }) => equalBytes(utf8(text), newest)))
    verified.add('policy');
  if (chain === undefined) return { policy: given.policy, policies: [], policyAt: undefined, verified };
  let standing = chain.given;
  const starts: (Start | undefined)[] = [];
  for (const [n, next] of chain.successors.entries()) {
    verified.add(policyPath(next.number));
    const name = policyProofPath(next.number);
    const bytes = archive.get(name);
    const place = { kind: 'pack-policy-proof', path: name } as const;
    const proof = bytes && orRefused(place, () => parseProof(bytes));
    const trusted = proof && orRefused(place, () => verifyProof(proof, next.leaf, next.policy));
    if (proof !== undefined) verified.add(name);
    starts.push(proof && trusted && { index: proof.index, size: trusted.checkpoint.size });
    if (n === standing && proof !== undefined) standing = n + 1;
  }
  const policies = all.map((one) => one.policy);
  const policy = policies[standing] ?? given.policy;
  const until = policies.slice(0, standing + 1);
  return { policy, policies, policyAt: (size) => inEffect(until, starts, size), verified };
}

function statementsIn(archive: ReadonlyMap<string, Uint8Array>): Uint8Array[] {
  const statements: Uint8Array[] = [];
  for (let n = 1; ; n += 1) {
    const next = archive.get(policyPath(n));
    if (next === undefined) return statements;
    statements.push(next);
  }
}

/** The leaf of a statement, and the size of the tree in which its own policy vouches for it. */
interface Start {
  readonly index: number;
  readonly size: number;
}

/**
 * A policy is in effect for a tree that holds the leaf of its statement, and of those before it. Between the leaf and the checkpoint that
 * proves it nothing says which of two was: whoever may send leaves can put one in before the anchor has the statement.
 * @param starts of what comes after each; `undefined` where no proof says it
 */
function inEffect(
  policies: readonly Policy[],
  starts: readonly (Start | undefined)[],
  size: number,
): Policy | undefined {
  let found = policies[0];
  for (const [n, next] of policies.slice(1).entries()) {
    const start = starts[n];
    if (start === undefined) return undefined;
    if (start.index >= size) break;
    if (size < start.size) return undefined;
    found = next;
  }
  return found;
}
