/**
 * How long the first packet of an MQTT stream is, its fixed header included (MQTT 3.1.1 section 2.2).
 *
 * @returns undefined while that, or all of it, has not come; a length of more than four bytes never comes to an end
 */
export function firstPacketLength(bytes: Uint8Array): number | undefined {
  let rest = 0;
  for (let i = 1; i <= 4; i += 1) {
    const byte = bytes[i];
    if (byte === undefined) return undefined;
    rest += (byte & 0x7f) * 2 ** (7 * (i - 1));
    if (byte < 0x80) return bytes.length >= 1 + i + rest ? 1 + i + rest : undefined;
  }
  return undefined;
}
