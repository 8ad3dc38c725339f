import { type BangleRecord, BLOCK_MINUTES, bangleRecords, openBlockStart } from '../core/bangle-records.js';
import { type BangleCommand, bangleMessage, ConsoleIn, ConsoleOut, parseBangleCommand } from '../core/bangle-wire.js';
import type { SimServer } from '../core/gatt.js';
import { stepsBetween } from '../core/live.js';
import { minuteAt } from '../core/minute.js';
import { memoryOfDays, type Parts, type SimFamily } from './family.js';

/*
 * Bangle.js: JSON over the Nordic UART, which is a JavaScript console (ble.md, Bangle.js; espruino/BangleApps,
 * apps/android/lib.js and apps/health/boot.js, read for their facts).
 */

const UART = '6e400001b5a3f393e0a9e50e24dcca9e';
const RECEIVE = '6e400002b5a3f393e0a9e50e24dcca9e';
const TRANSMIT = '6e400003b5a3f393e0a9e50e24dcca9e';

/** A year of the health database, which is one file a month. */
const MEMORY_DAYS = 366;
const STATUS_AFTER = 2;
const STATUS_EVERY = 600;

export const banglejs: SimFamily = {
  name: 'banglejs',
  limits: () => memoryOfDays(MEMORY_DAYS, BLOCK_MINUTES),
  battery: { idle: 0.15, linked: 0.1, sensing: 2.5, charging: 40 },
  liveOnly: false,
  // The ten minutes that are not over yet are in no file.
  unsaved: (device, now) => openBlockStart(device.memory, device.clock.unix(now), now),
  // A block that is over is written, and stays so though the clock is set back into it.
  beforeClockChange: (device) => {
    if (openBlockStart(device.memory, device.clock.unix(device.now), device.now) === device.now) device.memory.seal();
  },
  build: (parts) => new Bangle(parts),
};

interface Realtime {
  readonly interval: number;
  readonly heartRate: boolean;
  /** When it last told. */
  told: number;
  due: number;
}

class Bangle implements SimServer {
  readonly name = 'Bangle.js f4f4';
  readonly advertised = [UART];
  readonly services;
  private readonly output: ConsoleOut;
  private readonly input = new ConsoleIn();
  private realtime: Realtime | undefined;
  private status = { due: 0, charging: false };

  constructor(private readonly parts: Parts) {
    this.output = new ConsoleOut(parts.seed);
    this.services = [
      {
        uuid: UART,
        characteristics: [
          {
            uuid: RECEIVE,
            properties: ['write', 'writeWithoutResponse'] as const,
            write: (value: Uint8Array) => () => this.receive(value),
          },
          { uuid: TRANSMIT, properties: ['notify'] as const, data: true },
        ],
      },
    ];
  }

  get sensing(): boolean {
    return this.realtime?.heartRate === true;
  }

  connected(): void {
    this.forget();
    this.status = { due: this.parts.device.now + STATUS_AFTER, charging: this.parts.device.battery.charging };
  }

  disconnected(): void {
    this.forget();
  }

  restarted(): void {
    this.forget();
  }

  tick(): void {
    const { device, link } = this.parts;
    if (!link.connected) return;
    const { charging } = device.battery;
    if (device.now >= this.status.due || charging !== this.status.charging) {
      this.status = { due: device.now + STATUS_EVERY, charging };
      this.tell({ t: 'status', bat: device.battery.percent, chg: charging ? 1 : 0 });
    }
    const { realtime } = this;
    if (!realtime || device.now < realtime.due) return;
    // The watch's counter runs from its start on, over midnight too.
    const steps = stepsBetween(device.source, realtime.told, device.now);
    const rate = realtime.heartRate ? (minuteAt(device.source, device.now).heartRate ?? 0) : 0;
    this.tell({ t: 'act', stp: steps, hrm: rate, rt: 1 });
    realtime.told = device.now;
    realtime.due = device.now + realtime.interval;
  }

  /** What was on its way to a central that left is of no use to the next, nor is what it had asked for. */
  private forget(): void {
    this.output.clear();
    this.input.clear();
    this.realtime = undefined;
  }

  private receive(value: Uint8Array): void {
    for (const line of this.input.push(value)) {
      const command = parseBangleCommand(line);
      if (command) this.obey(command);
    }
  }

  private obey(command: BangleCommand): void {
    const { device } = this.parts;
    if (command.kind === 'fetch') {
      this.output.printAll(this.history(command.since));
      this.flow();
    } else if (command.kind === 'clock') {
      this.output.print(`${JSON.stringify({ t: 'clock', ts: Math.floor(device.clock.unix() * 1000) })}\r\n`);
      this.flow();
    } else if (command.kind === 'set') {
      const { unix, zoneHours } = command;
      device.setClock((clock) => {
        if (unix !== undefined) clock.setUnix(unix);
        if (zoneHours !== undefined) clock.setZone(zoneHours * 60);
      });
    } else this.begin(command);
  }

  private begin({ heartRate, steps, interval }: BangleCommand & { kind: 'realtime' }): void {
    const { now } = this.parts.device;
    this.realtime = heartRate || steps ? { interval, heartRate, told: now, due: now + interval } : undefined;
  }

  private *history(since: number): Generator<string> {
    const { device } = this.parts;
    const records = bangleRecords(device.memory, device.source, device.clock.unix());
    yield bangleMessage({ t: 'actfetch', state: 'start' });
    let count = 0;
    for (const record of records) {
      if (record.end < since) continue;
      yield bangleMessage(toMessage(record));
      count++;
    }
    yield bangleMessage({ t: 'actfetch', state: 'end', count });
  }

  private tell(message: object): void {
    this.output.print(bangleMessage(message));
    this.flow();
  }

  private flow(): void {
    const { link } = this.parts;
    const room = link.room(TRANSMIT);
    if (room === undefined) {
      this.output.clear();
      return;
    }
    if (!link.busy(TRANSMIT)) link.send(TRANSMIT, this.pieces(room));
  }

  private *pieces(room: number): Generator<Uint8Array> {
    for (let piece = this.output.next(room); piece; piece = this.output.next(room)) yield piece;
  }
}

/** As apps/android/lib.js has it: the stamp is the end of the ten minutes, in milliseconds. */
function toMessage({ end, steps, heartRate, movement, activity }: BangleRecord): object {
  return { t: 'act', ts: end * 1000, stp: steps, hrm: heartRate, mov: movement, act: activity };
}
