/** The bytes by which the reader and the writer of OpenTimestamps agree. @source python-opentimestamps, core/*.py */

/** `\x00OpenTimestamps\x00\x00Proof\x00`, eight bytes that no text has, and the version, 1. */
export const HEADER = bytesOf('004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e8929401');

/** Before every part of a node but the last. */
export const MORE = 0xff;
/** Before an attestation. */
export const ATTESTATION = 0x00;

export const OP_TAGS = { sha1: 0x02, ripemd160: 0x03, sha256: 0x08, append: 0xf0, prepend: 0xf1 } as const;

export const TAG_BYTES = 8;
export const PENDING_TAG = bytesOf('83dfe30d2ef90c8e');
export const BITCOIN_TAG = bytesOf('0588960d73d71901');

export const MAX_PAYLOAD_BYTES = 8192;
export const MAX_URI_BYTES = 1000;
/** No query, fragment, login or percent encoding: what a calendar names is only ever an address. */
export const URI = /^[A-Za-z0-9._/:-]+$/;

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
