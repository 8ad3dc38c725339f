/* MQTT 3.1.1 by hand: what a driver costs is not to be what is measured, and an attacker uses no library. */

/** @param {string} text */
export const stringOf = (text) =>
  Buffer.concat([Buffer.of(text.length >> 8, text.length & 0xff), Buffer.from(text, 'latin1')]);

/** The length of a packet (section 2.2.3). @param {number} length */
export function lengthOf(length) {
  const bytes = [];
  do {
    bytes.push((length & 0x7f) | (length > 0x7f ? 0x80 : 0));
    length >>= 7;
  } while (length > 0);
  return Buffer.from(bytes);
}

/** @param {number} first byte of the fixed header @param {readonly Uint8Array[]} parts */
export function packetOf(first, ...parts) {
  const length = parts.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([Buffer.of(first), lengthOf(length), ...parts]);
}

/** @param {number} id */
const idOf = (id) => Buffer.of(id >> 8, id & 0xff);

/** @param {{ name: string, clientId?: string, password: string, clean: boolean, keepAlive?: number }} who */
export function connectPacket({ name, clientId = name, password, clean, keepAlive = 1_000 }) {
  const flags = 0xc0 | (clean ? 2 : 0);
  const head = [stringOf('MQTT'), Buffer.of(4, flags), idOf(keepAlive), stringOf(clientId), stringOf(name)];
  return packetOf(0x10, ...head, stringOf(password));
}

/** At quality 1. @param {string} filter */
export const subscribePacket = (filter) => packetOf(0x82, idOf(1), stringOf(filter), Buffer.of(1));

/** At quality 1. @param {string} topic @param {Uint8Array} payload @param {number} id */
export const publishPacket = (topic, payload, id) => packetOf(0x32, stringOf(topic), idOf(id), payload);

/** @param {number} id */
export const pubackPacket = (id) => Buffer.of(0x40, 2, id >> 8, id & 0xff);

export const PING = Buffer.of(0xc0, 0);

/**
 * @typedef {object} Handlers what is told of the packets that come, by their type
 * @property {(accepted: boolean) => void} [connack]
 * @property {(granted: boolean) => void} [suback]
 * @property {(id: number) => void} [puback]
 * @property {(payload: Buffer, id: number, topic: string) => void} [publish] of quality 1
 */

/** Takes packets out of a stream, wherever it is cut. */
export class Packets {
  /** @type {Buffer} */
  #rest = Buffer.alloc(0);
  #handlers;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** @param {Buffer} chunk */
  take(chunk) {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let end = endOf(bytes, at); end !== undefined; end = endOf(bytes, at)) {
      this.#tell(bytes.subarray(at, end.at), end.body - at);
      at = end.at;
    }
    this.#rest = at === bytes.length ? Buffer.alloc(0) : bytes.subarray(at);
  }

  /** @param {Buffer} bytes one packet @param {number} body where it begins, without its fixed header */
  #tell(bytes, body) {
    const kind = (bytes[0] ?? 0) >> 4;
    if (kind === 4) this.#handlers.puback?.(bytes.readUInt16BE(body));
    else if (kind === 3) {
      const topicEnd = body + 2 + bytes.readUInt16BE(body);
      const id = bytes.readUInt16BE(topicEnd);
      this.#handlers.publish?.(bytes.subarray(topicEnd + 2), id, bytes.latin1Slice(body + 2, topicEnd));
    } else if (kind === 2) this.#handlers.connack?.(bytes[body + 1] === 0);
    else if (kind === 9) this.#handlers.suback?.(bytes[body + 2] !== 0x80);
  }
}

/** Where the packet at a place ends and its body begins; undefined while it is not whole. @param {Buffer} bytes @param {number} at */
function endOf(bytes, at) {
  let length = 0;
  for (let i = 0; i < 4; i += 1) {
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) {
      const body = at + 2 + i;
      return body + length <= bytes.length ? { body, at: body + length } : undefined;
    }
  }
  throw new RangeError('the broker sent a length of more than four bytes');
}
