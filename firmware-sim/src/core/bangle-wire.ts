import { uniform } from './random.js';

const XON = 0x11;
const XOFF = 0x13;
const LINE_START = 0x10;
const LF = 0x0a;
/** A console that is sent more without a line end forgets it. */
const LONGEST_LINE = 4096;

const ASK = { length: 61, cut: 62, xoff: 63, place: 64 } as const;
/** Now and then a notification is cut anywhere, and now and then the flow is stopped and started again. */
const CUT = 1 / 8;
const STOP = 1 / 40;

const text = new TextEncoder();

/**
 * The watch's side of the console: lines as notifications that end anywhere, with XOFF and XON among their bytes. Single
 * lines go before the next line of what is being sent in bulk, never into one.
 */
export class ConsoleOut {
  private bytes: number[] = [];
  private readonly urgent: string[] = [];
  private bulk: Iterator<string> | undefined;
  private pieces = 0;
  private stopped = false;

  constructor(private readonly seed: number) {}

  /** Queues text that goes out whole. */
  print(line: string): void {
    this.urgent.push(line);
  }

  /** Replaces what was being sent in bulk, at the end of the line that is on its way. */
  printAll(lines: Iterator<string>): void {
    this.bulk = lines;
  }

  clear(): void {
    this.bytes = [];
    this.urgent.length = 0;
    this.bulk = undefined;
    this.stopped = false;
  }

  /** The next notification of at most `room` bytes; undefined when there is nothing to tell. */
  next(room: number): Uint8Array | undefined {
    const piece = this.pieces++;
    const cut = uniform(this.seed, ASK.cut, piece) < CUT;
    const length = cut ? 1 + Math.floor(uniform(this.seed, ASK.length, piece) * Math.min(20, room)) : room;
    const stops = !this.stopped && length > 1 && uniform(this.seed, ASK.xoff, piece) < STOP;
    const mark = stops ? XOFF : this.stopped ? XON : undefined;
    this.fill(length);
    if (this.bytes.length === 0 && !this.stopped) return undefined;
    const part = this.bytes.splice(0, mark === undefined ? length : length - 1);
    if (mark !== undefined) {
      part.splice(Math.floor(uniform(this.seed, ASK.place, piece) * (part.length + 1)), 0, mark);
      this.stopped = stops;
    }
    return Uint8Array.from(part);
  }

  private fill(length: number): void {
    while (this.bytes.length < length) {
      const line = this.urgent.shift() ?? this.nextOfBulk();
      if (line === undefined) return;
      this.bytes.push(...text.encode(line));
    }
  }

  private nextOfBulk(): string | undefined {
    const next = this.bulk?.next();
    if (!next || next.done) this.bulk = undefined;
    return next?.done ? undefined : next?.value;
  }
}

/** A message as the watch prints it: an empty line before it, CRLF after both. */
export function bangleMessage(message: object): string {
  return `\r\n${JSON.stringify(message)}\r\n`;
}

/** Puts the lines of the central together again, whatever pieces they come in. */
export class ConsoleIn {
  private bytes: number[] = [];

  clear(): void {
    this.bytes = [];
  }

  /** The lines that end in this piece, without the byte that may begin them. */
  push(piece: Uint8Array): string[] {
    const lines: string[] = [];
    for (const byte of piece) {
      if (byte !== LF) {
        if (this.bytes.length < LONGEST_LINE) this.bytes.push(byte);
        continue;
      }
      const whole = this.bytes.length < LONGEST_LINE;
      const line = this.bytes[0] === LINE_START ? this.bytes.slice(1) : this.bytes;
      if (whole) lines.push(String.fromCharCode(...line).replace(/\r$/, ''));
      this.bytes = [];
    }
    return lines;
  }
}

/** What the console understands; it is no interpreter, and ignores all else. */
export type BangleCommand =
  | { readonly kind: 'fetch'; readonly since: number }
  | { readonly kind: 'realtime'; readonly heartRate: boolean; readonly steps: boolean; readonly interval: number }
  | { readonly kind: 'clock' }
  | { readonly kind: 'set'; readonly unix?: number; readonly zoneHours?: number };

const SET = /^(?:setTime\((?<unix>\d{1,11}(?:\.\d+)?)\);?)?(?:E\.setTimeZone\((?<zone>-?\d{1,2}(?:\.\d+)?)\);?)?$/;
const ASKS_CLOCK = /^Bluetooth\.println\(JSON\.stringify\(\{t:"clock",ts:Date\.now\(\)\}\)\);?$/;
/** Seconds from one realtime message to the next, where nothing else is asked for (ble.md, Bangle.js). */
const USUAL_INTERVAL = 10;

export function parseBangleCommand(line: string): BangleCommand | undefined {
  if (ASKS_CLOCK.test(line)) return { kind: 'clock' };
  const message = /^GB\((.*)\)$/.exec(line)?.[1];
  if (message !== undefined) return parseMessage(message);
  const set = line === '' ? undefined : SET.exec(line)?.groups;
  if (!set) return undefined;
  return {
    kind: 'set',
    ...(set.unix === undefined ? {} : { unix: Number(set.unix) }),
    ...(set.zone === undefined ? {} : { zoneHours: Number(set.zone) }),
  };
}

function parseMessage(json: string): BangleCommand | undefined {
  let message: unknown;
  try {
    message = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null) return undefined;
  const { t, ts, hrm, stp, int } = message as Readonly<Record<string, unknown>>;
  if (t === 'actfetch') return typeof ts === 'number' ? { kind: 'fetch', since: ts / 1000 } : undefined;
  if (t !== 'act') return undefined;
  const interval = typeof int === 'number' && int > 0 ? int : USUAL_INTERVAL;
  return { kind: 'realtime', heartRate: hrm === true, steps: stp === true, interval };
}
