import { concatBytes } from '@noble/hashes/utils.js';
import { verifySignature } from '../signature.js';
import { LogError } from './error.js';
import { isSignatureOf, type NoteKey } from './note-key.js';
import type { NoteSignature, NoteSigner, SignedNote } from './signed-note.js';
import { assertSize, textBytes } from './text.js';

const TIME_BYTES = 8;

/**
 * Cosigns the text of a checkpoint as a witness (type 4).
 * @param time Unix seconds, not 0
 * @throws LogError `malformed-key` when the key is not of type 4, `out-of-range` for a time of 0
 * @source C2SP tlog-cosignature, Ed25519 signatures; SPEC.md clause 15.7
 */
export function cosign(text: string, time: number, signer: NoteSigner): NoteSignature {
  if (signer.key.type !== 4) throw new LogError('malformed-key', 'A witness cosigns with a key of type 4.');
  assertSize(time, 'time of a cosignature');
  if (time === 0) throw new LogError('out-of-range', 'The time of a cosignature is not 0.');
  const stamp = new Uint8Array(TIME_BYTES);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  const signature = signer.sign(cosignedMessage(text, BigInt(time)));
  return { name: signer.key.name, keyId: signer.key.keyId, signature: concatBytes(stamp, signature) };
}

/**
 * Verifies a witness's cosignature on a note.
 * @returns the time at which it was made, Unix seconds, or `undefined` when this witness did not cosign
 * @throws LogError `bad-signature` when the witness's line is there and does not verify
 * @source C2SP tlog-cosignature, Ed25519 signatures; SPEC.md clause 15.7
 */
export function verifyCosignature(note: SignedNote, witness: NoteKey): number | undefined {
  const times = note.signatures
    .filter((line) => isSignatureOf(witness, line))
    .map((line) => verifiedTime(note.text, line.signature, witness));
  return times.length === 0 ? undefined : Math.max(...times);
}

function verifiedTime(text: string, signature: Uint8Array, witness: NoteKey): number {
  const refused = new LogError('bad-signature', 'The cosignature of a known witness does not verify.');
  if (witness.type !== 4 || signature.length !== TIME_BYTES + 64) throw refused;
  const time = new DataView(signature.buffer, signature.byteOffset, TIME_BYTES).getBigUint64(0);
  if (time === 0n || time > BigInt(Number.MAX_SAFE_INTEGER)) throw refused;
  const message = cosignedMessage(text, time);
  if (!verifySignature(witness.publicKey, message, signature.subarray(TIME_BYTES))) throw refused;
  return Number(time);
}

function cosignedMessage(text: string, time: bigint): Uint8Array {
  return textBytes(`cosignature/v1\ntime ${time}\n${text}`);
}
