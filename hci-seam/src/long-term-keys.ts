/**
 * The kernel's part in pairing. bleno hands its long-term keys to the kernel (mgmt Load Long Term Keys) and leaves it
 * to answer the controller's LE Long Term Key Request. Where there is no kernel, the seam does so.
 */
const LOAD_LONG_TERM_KEYS = 0x0013;
const MGMT_HEADER = 6;
const ENTRY = 36;
const EVENT = 0x04;
const DISCONNECTION_COMPLETE = 0x05;
const LE_META = 0x3e;
const LE_CONNECTION_COMPLETE = 0x01;
const LE_LTK_REQUEST = 0x05;
const LTK_REPLY = 0x201a;
const LTK_NEGATIVE_REPLY = 0x201b;

interface LongTermKey {
  readonly address: string;
  readonly ediv: string;
  readonly random: string;
  readonly key: Buffer;
}

class LongTermKeys {
  private keys: LongTermKey[] = [];
  private readonly peers = new Map<number, string>();

  /** A packet that the host wrote to the mgmt channel. */
  takeMgmt(packet: Buffer): void {
    if (packet.length < MGMT_HEADER + 2 || packet.readUInt16LE(0) !== LOAD_LONG_TERM_KEYS) return;
    const count = packet.readUInt16LE(MGMT_HEADER);
    const entries = packet.subarray(MGMT_HEADER + 2);
    if (entries.length !== count * ENTRY) return;
    // The command replaces the whole list; an empty one clears it.
    this.keys = Array.from({ length: count }, (_, index) =>
      toKey(entries.subarray(index * ENTRY, (index + 1) * ENTRY)),
    );
  }

  /** A packet on its way to the host; returns what the kernel would answer to the controller, if anything. */
  takeEvent(packet: Buffer): Buffer | undefined {
    if (packet[0] !== EVENT) return undefined;
    if (packet[1] === DISCONNECTION_COMPLETE && packet.length >= 7) this.peers.delete(packet.readUInt16LE(4));
    if (packet[1] !== LE_META) return undefined;
    if (packet[3] === LE_CONNECTION_COMPLETE && packet.length >= 15 && packet[4] === 0) {
      this.peers.set(packet.readUInt16LE(5), packet.toString('hex', 9, 15));
    }
    return packet[3] === LE_LTK_REQUEST && packet.length >= 16 ? this.answer(packet) : undefined;
  }

  private answer(request: Buffer): Buffer {
    const handle = request.readUInt16LE(4);
    const address = this.peers.get(handle);
    const random = request.toString('hex', 6, 14);
    const ediv = request.toString('hex', 14, 16);
    const found = this.keys.findLast((key) => key.address === address && key.random === random && key.ediv === ediv);
    const reply = Buffer.alloc(found ? 22 : 6);
    reply.writeUInt8(0x01, 0);
    reply.writeUInt16LE(found ? LTK_REPLY : LTK_NEGATIVE_REPLY, 1);
    reply.writeUInt8(reply.length - 4, 3);
    reply.writeUInt16LE(handle, 4);
    found?.key.copy(reply, 6);
    return reply;
  }
}

function toKey(entry: Buffer): LongTermKey {
  return {
    address: entry.toString('hex', 0, 6),
    ediv: entry.toString('hex', 10, 12),
    random: entry.toString('hex', 12, 20),
    key: Buffer.from(entry.subarray(20, 36)),
  };
}

export = LongTermKeys;
