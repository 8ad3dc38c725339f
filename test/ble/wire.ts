import type HciSocket from '@fit4work/hci-seam';

/** Opcodes as they stand in a command (Core 5.4, Vol 4, Part E, 7.1.6, 7.8.11 to 7.8.13). */
const COMMAND = { disconnect: 0x0406, scan: 0x200c, connect: 0x200d, cancel: 0x200e } as const;
const SCAN_ON = 'scan on';
const SCAN_OFF = 'scan off';
const NAMES: ReadonlyMap<number, (packet: Buffer) => string> = new Map([
  [COMMAND.disconnect, () => 'disconnect'],
  [COMMAND.scan, (packet: Buffer) => (packet[4] === 1 ? SCAN_ON : SCAN_OFF)],
  [COMMAND.connect, (packet: Buffer) => `connect ${addressAt(packet, 10)}`],
  [COMMAND.cancel, () => 'cancel'],
]);

/** The way between a central and its controller, in this process: what passes is seen, and can be kept or made up. */
export class Wire {
  /** What the central had the radio do, in order: `scan on`, `scan off`, `connect ADDRESS`, `cancel`, `disconnect`. */
  readonly done: string[] = [];
  /** Every packet towards the central. */
  readonly heard: Buffer[] = [];
  /** How often the way was opened. */
  opened = 0;
  /** Says of a packet towards the central that it is kept from it. */
  keeps: (packet: Buffer) => boolean = () => false;
  readonly kept: Buffer[] = [];
  private events: HciSocket.HciTransportEvents | undefined;
  private waiting: (() => void)[] = [];

  constructor(private readonly radio: HciSocket.OpenHciTransport) {}

  readonly hci: HciSocket.OpenHciTransport = (events) => {
    this.opened++;
    this.events = events;
    const way = this.radio({ ...events, packet: (packet) => this.pass(packet) });
    this.passed();
    return {
      write: (packet) => {
        const name = packet[0] === 1 ? NAMES.get(packet.readUInt16LE(1)) : undefined;
        if (name) this.done.push(name(packet));
        way.write(packet);
        this.passed();
      },
      close: () => way.close(),
    };
  };

  /** Whether the controller scans, as far as the central told it. */
  get isScanning(): boolean {
    return this.done.filter((one) => one === SCAN_ON || one === SCAN_OFF).at(-1) === SCAN_ON;
  }

  /** Gives the central a packet that no controller sent, or one that was kept. */
  inject(packet: Buffer): void {
    this.events?.packet(packet);
  }

  lose(): void {
    this.events?.lost(new Error('The radio was unplugged.'));
  }

  /** Waits until what passed makes this true. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Whether an advertisement of this address has reached the central. */
  hasHeard(address: string): boolean {
    return this.heard.some((packet) => isMeta(packet, 0x02) && addressAt(packet, 7) === address);
  }

  private pass(packet: Buffer): void {
    if (this.keeps(packet)) this.kept.push(packet);
    else {
      this.heard.push(packet);
      this.events?.packet(packet);
    }
    this.passed();
  }

  private passed(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}

/** LE Meta of a subevent (7.7.65): 0x01 connection complete, 0x02 advertising report. */
export function isMeta(packet: Buffer, subevent: number): boolean {
  return packet[0] === 4 && packet[1] === 0x3e && packet[3] === subevent;
}

function addressAt(packet: Buffer, at: number): string {
  const bytes = [...packet.subarray(at, at + 6)].reverse();
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
