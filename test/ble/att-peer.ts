import type { Air } from '@fit4work/virtual-radio';

const ATT = 4;
const MOST_ACL = 251;

/** Advertising_Type (Core 5.4, Vol 4, Part E, 7.8.5): one that is scannable only is heard, and never accepts. */
const TYPE = { accepts: 0, neverAccepts: 2 } as const;

/** Something that advertises under an address, and answers ATT requests as `answer` says. */
export class AttPeer {
  /** Every ATT PDU of the central, whole. */
  readonly asked: Buffer[] = [];
  private readonly controller: ReturnType<Air['attach']>;
  private frame: Buffer = Buffer.alloc(0);

  constructor(
    private readonly air: Air,
    address: string,
    private readonly answer: (pdu: Buffer) => Buffer | undefined = () => undefined,
  ) {
    this.controller = air.attach((packet, delivered) => {
      delivered();
      if (packet[0] === 2) this.take(packet);
    }, address);
  }

  advertise(type: keyof typeof TYPE = 'accepts'): this {
    this.controller.receive(Buffer.from('010a200100', 'hex'));
    this.controller.receive(Buffer.from(`0106200f200020000${TYPE[type]}0000000000000000${'0700'}`, 'hex'));
    this.controller.receive(Buffer.from('010a200101', 'hex'));
    return this;
  }

  leave(): void {
    this.air.detach(this.controller);
  }

  private take(packet: Buffer): void {
    const isContinued = packet.readUInt16LE(1) >> 12 === 1;
    this.frame = isContinued ? Buffer.concat([this.frame, packet.subarray(5)]) : packet.subarray(5);
    if (this.frame.length < 4 + this.frame.readUInt16LE(0)) return;
    const pdu = Buffer.from(this.frame.subarray(4));
    this.asked.push(pdu);
    const reply = this.answer(pdu);
    if (reply) this.send(packet.readUInt16LE(1) & 0x0fff, reply);
  }

  private send(handle: number, pdu: Buffer): void {
    const frame = Buffer.concat([Buffer.from([pdu.length & 0xff, pdu.length >> 8, ATT, 0]), pdu]);
    for (let at = 0; at < frame.length; at += MOST_ACL) {
      const part = frame.subarray(at, at + MOST_ACL);
      const header = Buffer.from([2, 0, 0, part.length, 0]);
      header.writeUInt16LE(handle | ((at === 0 ? 0 : 1) << 12), 1);
      this.controller.receive(Buffer.concat([header, part]));
    }
  }
}

const VALUE_HANDLE = 3;
const CHARACTERISTIC = Buffer.from('09070200 0a 0300 372a'.replaceAll(' ', ''), 'hex');
const SERVICE = Buffer.from('1106010005000d18', 'hex');

/** The ATT error of a request (Vol 3, Part F, 3.4.1.1). */
const refuse = (pdu: Buffer, code: number): Buffer => Buffer.from([1, pdu[0] ?? 0, pdu[1] ?? 0, pdu[2] ?? 0, code]);

/**
 * A GATT server with one characteristic, 2a37, that is read and written. It claims the MTU that it is told to, and keeps to
 * the lesser of its own and 256, which is what the central asks for.
 */
export function oneValueServer(mtu: number, value: Buffer | undefined): (pdu: Buffer) => Buffer | undefined {
  const most = Math.min(mtu, 256) - 1;
  const answers: Readonly<Record<number, (pdu: Buffer) => Buffer>> = {
    2: () => Buffer.from([3, mtu & 0xff, mtu >> 8]),
    16: (pdu) => (pdu.readUInt16LE(1) === 1 ? SERVICE : refuse(pdu, 0x0a)),
    8: (pdu) => (pdu.readUInt16LE(1) < VALUE_HANDLE ? CHARACTERISTIC : refuse(pdu, 0x0a)),
    10: (pdu) => (value ? Buffer.concat([Buffer.from([11]), value.subarray(0, most)]) : refuse(pdu, 0x0e)),
    12: (pdu) => {
      const at = pdu.readUInt16LE(3);
      return Buffer.concat([Buffer.from([13]), (value ?? Buffer.alloc(0)).subarray(at, at + most)]);
    },
    18: () => Buffer.from([19]),
  };
  return (pdu) => answers[pdu[0] ?? 0]?.(pdu);
}
