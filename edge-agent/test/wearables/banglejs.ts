import { NOON, type Notify, type Script } from '../scripted-link.js';

const RX = '6e400002b5a3f393e0a9e50e24dcca9e';
export const TX = '6e400003b5a3f393e0a9e50e24dcca9e';
const BLOCK_MS = 600_000;

export interface BangleScript extends Script {
  /** Lines that it answers to a fetch, between start and end. */
  records: string[];
  /** How many it says there were; as many as there are where it is undefined. */
  count: number | undefined;
  /** The commands that it got, each without the byte that keeps it silent. */
  readonly commands: string[];
  clock: number;
}

export function record(end: number, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ t: 'act', ts: end * 1000, stp: 120, hrm: 70, mov: 300, act: 'WALKING', ...more });
}

/** A watch that holds three blocks of ten minutes, two of them of a day before. */
export function script(): BangleScript {
  let received = '';
  return {
    uuids: [RX, TX],
    records: [
      record(NOON - 2 * 86_400, { act: 'LIGHT_SLEEP', stp: 0 }),
      record(NOON - 2 * 86_400 + 600, { act: 'NOT_WORN', stp: 0, hrm: 0 }),
      record(NOON - 600),
    ],
    count: undefined,
    commands: [],
    clock: NOON,
    read: () => undefined,
    write(_uuid, value, notify) {
      received += String.fromCharCode(...value);
      const lines = received.split('\n');
      received = lines.pop() ?? '';
      for (const line of lines) obey(this, line.replace('\x10', ''), notify);
    },
    tell: (notify, turn) => print(notify, JSON.stringify({ t: 'act', stp: turn, hrm: 60 + turn, rt: 1 })),
  };
}

function obey(script: BangleScript, command: string, notify: Notify): void {
  script.commands.push(command);
  const since = /^GB\(\{"t":"actfetch","ts":(\d+)\}\)$/.exec(command)?.[1];
  if (since !== undefined) {
    const lines = script.records.filter((line) => tsOf(line) >= Number(since));
    const all = [fetchState('start'), ...lines, fetchState('end', script.count ?? lines.length)];
    for (const line of all) print(notify, line);
  }
  if (command.startsWith('Bluetooth.println')) print(notify, JSON.stringify({ t: 'clock', ts: script.clock * 1000 }));
}

function tsOf(line: string): number {
  return Number(/"ts":(\d+)/.exec(line)?.[1] ?? BLOCK_MS * 1e9);
}

export function fetchState(state: string, count?: number): string {
  return JSON.stringify({ t: 'actfetch', state, count });
}

/** An empty line and the line, in notifications of 20 bytes, each with an XON in it. */
export function print(notify: Notify, line: string): void {
  const bytes = new TextEncoder().encode(`\r\n${line}\r\n`);
  for (let at = 0; at < bytes.length; at += 19) notify(TX, Uint8Array.of(0x11, ...bytes.subarray(at, at + 19)));
}
