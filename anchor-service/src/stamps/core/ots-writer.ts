import { concat, utf8 } from '@fit4work/protocol';
import { StampError } from '../error.js';
import { ATTESTATION, BITCOIN_TAG, HEADER, MORE, OP_TAGS, PENDING_TAG } from './ots-format.js';
import type { OtsAttestation, OtsNode, OtsOp } from './ots-proof.js';

/** Writes a detached proof (`.ots`) in its one order. @param root its message is the SHA-256 of the file */
export function formatOts(root: OtsNode): Uint8Array {
  return concat(HEADER, Uint8Array.of(OP_TAGS.sha256), root.message, formatOtsNode(root));
}

/** Writes what is known of a message, as a calendar answers it. @throws StampError `malformed` when nothing is */
export function formatOtsNode(node: OtsNode): Uint8Array {
  const attestations = node.attestations
    .map((each) => ({ order: orderOf(each), bytes: concat(Uint8Array.of(ATTESTATION), formatAttestation(each)) }))
    .sort((a, b) => compareBytes(a.order, b.order));
  const branches = node.branches
    .map(({ op, node: next }) => ({ order: orderOfOp(op), bytes: concat(formatOp(op), formatOtsNode(next)) }))
    .sort((a, b) => compareBytes(a.order, b.order));
  const parts = [...attestations, ...branches].map(({ bytes }) => bytes);
  const last = parts.pop();
  if (last === undefined) throw new StampError('malformed', 'A message of which nothing is known cannot be written.');
  return concat(...parts.flatMap((part) => [Uint8Array.of(MORE), part]), last);
}

function formatOp(op: OtsOp): Uint8Array {
  const tag = Uint8Array.of(OP_TAGS[op.kind]);
  return 'bytes' in op ? concat(tag, counted(op.bytes)) : tag;
}

function formatAttestation(attestation: OtsAttestation): Uint8Array {
  if (attestation.kind === 'unknown') return concat(attestation.tag, counted(attestation.payload));
  if (attestation.kind === 'bitcoin') return concat(BITCOIN_TAG, counted(varuint(attestation.height)));
  return concat(PENDING_TAG, counted(counted(utf8(attestation.uri))));
}

/** By tag, then by what it says: numbers by their size and not by their bytes. */
function orderOf(attestation: OtsAttestation): Uint8Array {
  if (attestation.kind === 'unknown') return concat(attestation.tag, attestation.payload);
  if (attestation.kind === 'pending') return concat(PENDING_TAG, utf8(attestation.uri));
  return concat(BITCOIN_TAG, utf8(String(attestation.height).padStart(16, '0')));
}

const orderOfOp = (op: OtsOp): Uint8Array =>
  concat(Uint8Array.of(OP_TAGS[op.kind]), 'bytes' in op ? op.bytes : new Uint8Array(0));

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}

const counted = (bytes: Uint8Array): Uint8Array => concat(varuint(bytes.length), bytes);

function varuint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
