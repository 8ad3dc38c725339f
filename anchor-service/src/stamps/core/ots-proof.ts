import { concat, equalBytes, sha256, toHex } from '@fit4work/protocol';
import { ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { StampError } from '../error.js';

/**
 * What OpenTimestamps proves: from a digest, operations lead to messages, and attestations say of a message that it existed.
 * Limits and tags are those of python-opentimestamps (core/op.py, core/notary.py), which defines the format.
 */
export interface OtsNode {
  readonly message: Uint8Array;
  readonly attestations: readonly OtsAttestation[];
  readonly branches: readonly OtsBranch[];
}

export interface OtsBranch {
  readonly op: OtsOp;
  /** Its message is what the operation makes of the message above. */
  readonly node: OtsNode;
}

export type OtsOp =
  | { readonly kind: 'sha1' | 'ripemd160' | 'sha256' }
  | { readonly kind: 'append' | 'prepend'; readonly bytes: Uint8Array };

export type OtsAttestation =
  /** A calendar promised to have the message attested. */
  | { readonly kind: 'pending'; readonly uri: string }
  /** The message is the merkle root of the Bitcoin block of this height, as its header has it. */
  | { readonly kind: 'bitcoin'; readonly height: number }
  /** Of a kind that is not known here: kept, and believed in nothing. */
  | { readonly kind: 'unknown'; readonly tag: Uint8Array; readonly payload: Uint8Array };

/** Bytes that any message of a proof has at most. */
export const MAX_MESSAGE_BYTES = 4096;
export const MAX_DEPTH = 256;

const HASHES = { sha1, ripemd160, sha256 };

/** @throws StampError `malformed` when the result is longer than a message may be */
export function applyOp(op: OtsOp, message: Uint8Array): Uint8Array {
  if ('bytes' in op) {
    const result = op.kind === 'append' ? concat(message, op.bytes) : concat(op.bytes, message);
    if (result.length > MAX_MESSAGE_BYTES)
      throw new StampError('malformed', 'An operation makes more than 4,096 bytes.');
    return result;
  }
  return HASHES[op.kind](message);
}

/** A node with one branch. */
export function branchOf(message: Uint8Array, op: OtsOp, grow: (result: Uint8Array) => OtsNode): OtsNode {
  return { message, attestations: [], branches: [{ op, node: grow(applyOp(op, message)) }] };
}

/** An attestation with the message that it is about. */
export interface Attested {
  readonly message: Uint8Array;
  readonly attestation: OtsAttestation;
}

/** Every attestation below a node. */
export function attestationsOf(node: OtsNode): Attested[] {
  const own = node.attestations.map((attestation) => ({ message: node.message, attestation }));
  return [...own, ...node.branches.flatMap((branch) => attestationsOf(branch.node))];
}

/** All that two proofs of one message say. @throws StampError `malformed` when they are of two messages */
export function mergeNodes(one: OtsNode, other: OtsNode): OtsNode {
  if (!equalBytes(one.message, other.message)) {
    throw new StampError('malformed', 'Two proofs of two messages cannot be one.');
  }
  const attestations = new Map(
    [...one.attestations, ...other.attestations].map((each) => [attestationId(each), each] as const),
  );
  const branches = new Map(one.branches.map((branch) => [opId(branch.op), branch] as const));
  for (const branch of other.branches) {
    const standing = branches.get(opId(branch.op));
    const node = standing === undefined ? branch.node : mergeNodes(standing.node, branch.node);
    branches.set(opId(branch.op), { op: branch.op, node });
  }
  return { message: one.message, attestations: [...attestations.values()], branches: [...branches.values()] };
}

/** The same proof, with more known of the message that an attestation was about. */
export function graft(node: OtsNode, more: OtsNode): OtsNode {
  const below = node.branches.map(({ op, node: next }) => ({ op, node: graft(next, more) }));
  const grown = { ...node, branches: below };
  return equalBytes(node.message, more.message) ? mergeNodes(grown, more) : grown;
}

/** Whether a proof leads to Bitcoin by way of a message that, as another proof has it, a calendar promised to have attested. */
export function keepsPromiseOf(promise: OtsNode, kept: OtsNode): boolean {
  const promised = attestationsOf(promise).filter(({ attestation }) => attestation.kind === 'pending');
  const keeps = (node: OtsNode): boolean =>
    promised.some(({ message }) => equalBytes(message, node.message)) && isInBitcoin(node);
  const below = (node: OtsNode): boolean => keeps(node) || node.branches.some((branch) => below(branch.node));
  return below(kept);
}

export function isInBitcoin(node: OtsNode): boolean {
  return attestationsOf(node).some(({ attestation }) => attestation.kind === 'bitcoin');
}

/** Equal for equal operations only. */
export function opId(op: OtsOp): string {
  return 'bytes' in op ? `${op.kind} ${toHex(op.bytes)}` : op.kind;
}

/** Equal for equal attestations only. */
export function attestationId(attestation: OtsAttestation): string {
  if (attestation.kind === 'pending') return `pending ${attestation.uri}`;
  if (attestation.kind === 'bitcoin') return `bitcoin ${attestation.height}`;
  return `${toHex(attestation.tag)} ${toHex(attestation.payload)}`;
}
