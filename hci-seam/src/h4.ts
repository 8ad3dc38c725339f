import SeamError = require('./error');

/**
 * Bytes before the payload, the indicator included, and where the payload's length stands (Core 5.4, Vol 4, Part A and
 * E).
 */
const LAYOUTS: Readonly<Record<number, { readonly header: number; readonly length: (header: Buffer) => number }>> = {
  1: { header: 4, length: (header) => header.readUInt8(3) },
  2: { header: 5, length: (header) => header.readUInt16LE(3) },
  4: { header: 3, length: (header) => header.readUInt8(2) },
};

/**
 * Cuts a byte stream into whole H4 packets, whatever the chunks are. After it has thrown, the stream is out of step for
 * good.
 */
class H4Framer {
  private rest: Buffer = Buffer.alloc(0);

  /** @throws SeamError `bad-stream` if a packet begins with an unknown indicator. */
  push(chunk: Buffer): Buffer[] {
    let bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const packets: Buffer[] = [];
    for (let size = sizeOfFirst(bytes); size > 0 && size <= bytes.length; size = sizeOfFirst(bytes)) {
      packets.push(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    // A copy, so that a few bytes left over do not hold the whole chunk in memory.
    this.rest = Buffer.from(bytes);
    return packets;
  }
}

/** 0 while too little is known. */
function sizeOfFirst(bytes: Buffer): number {
  const indicator = bytes[0];
  if (indicator === undefined) return 0;
  const layout = LAYOUTS[indicator];
  if (layout === undefined) throw new SeamError('bad-stream', 'The HCI stream carries a packet of an unknown type.');
  return bytes.length < layout.header ? 0 : layout.header + layout.length(bytes);
}

export = H4Framer;
