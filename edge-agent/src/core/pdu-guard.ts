const ATT_CHANNEL = 0x0004;

/** Shortest PDU per ATT opcode towards a client (Core 5.4, Vol 3, Part F, 3.4). */
const SHORTEST: ReadonlyMap<number, number> = new Map([
  [0x01, 5],
  [0x02, 3],
  [0x03, 3],
  [0x05, 6],
  [0x09, 4],
  [0x0b, 1],
  [0x0d, 1],
  [0x11, 6],
  [0x13, 1],
  [0x17, 5],
  [0x19, 1],
  [0x1b, 3],
  [0x1d, 3],
]);

/**
 * What stands in a list PDU's own length byte, for the lists that noble walks with it: declarations, handles and
 * values, groups.
 */
const ELEMENTS: ReadonlyMap<number, (pdu: Uint8Array) => boolean> = new Map([
  [0x05, (pdu) => pdu[1] === 1 || pdu[1] === 2],
  [0x09, (pdu) => wholeElements(pdu, [4, 7, 21])],
  [0x11, (pdu) => wholeElements(pdu, [6, 20])],
]);

/**
 * Whether noble may see this PDU. Its parser trusts lengths: a list whose element length is zero keeps it busy for
 * ever. What is dropped here shows up as an answer that never comes, which every step already expects.
 */
export function isSoundPdu(channel: number, pdu: Uint8Array): boolean {
  if (channel !== ATT_CHANNEL) return pdu.length > 0;
  const shortest = SHORTEST.get(pdu[0] ?? 0);
  if (shortest === undefined || pdu.length < shortest) return false;
  return ELEMENTS.get(pdu[0] ?? 0)?.(pdu) ?? true;
}

function wholeElements(pdu: Uint8Array, lengths: readonly number[]): boolean {
  const length = pdu[1] ?? 0;
  return lengths.includes(length) && (pdu.length - 2) % length === 0;
}
