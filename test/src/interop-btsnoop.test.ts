import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Air, inProcessTransport, traceFile, VirtualClock } from '@fit4work/virtual-radio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith, requirement } from './requirement.js';

/** 2026-05-04T08:00:00Z in milliseconds. */
const START = Date.UTC(2026, 4, 4, 8);
const CENTRAL = 'c0:00:00:00:00:01';
const BAND = 'c0:00:00:00:00:02';
const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

let folder: string;
let file: string;

/** A central that finds a band, connects, reads a heart rate and hangs up, each word a second after the last. */
function record(): void {
  const clock = new VirtualClock(START);
  const air = new Air({ clock });
  const ignore = { packet: () => undefined, lost: () => undefined };
  const band = inProcessTransport(air, BAND)(ignore);
  band.write(bytes('01082006 05 04097273 74'));
  band.write(bytes('010a2001 01'));
  const central = inProcessTransport(air, CENTRAL, traceFile(file, { clock }))(ignore);
  const words = [
    '01030c00',
    '01010c08 ffffffffffffff3f',
    '010b2007 01 1000 1000 00 00',
    '010c2002 01 01',
    '010d2019 6000 3000 00 00 0200000000c0 00 0600 1200 0000 2a00 0000 0000',
    '02400007 00 0300 0400 0a0300',
    '01060403 4000 13',
  ];
  for (const word of words) {
    central.write(bytes(word));
    clock.advance(1000);
  }
  central.close();
  band.close();
}

/** One line a packet: these fields as Wireshark reads them. */
function dissect(...fields: readonly string[]): string[] {
  const asked = fields.flatMap((field) => ['-e', field]);
  const { stdout, status } = spawnSync(
    requirement('tshark').path,
    ['-r', file, '-T', 'fields', '-E', 'separator=|', ...asked],
    { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } },
  );
  expect(status).toBe(0);
  return stdout.trimEnd().split('\n');
}

describeWith(['tshark'], 'a trace of the virtual radio in Wireshark', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'f4w-btsnoop-'));
    file = join(folder, 'central.btsnoop');
    record();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the conversation of host and controller, each packet whole and well-formed', () => {
    const protocols = dissect('frame.protocols');
    expect(protocols.every((each) => each.startsWith('bluetooth:hci_h4'))).toBe(true);
    expect(dissect('_ws.malformed').filter((each) => each !== '')).toEqual([]);
    const kinds = dissect('hci_h4.direction', 'hci_h4.type').map((line) => line.toLowerCase());
    expect(kinds).toEqual([
      '0x00|0x01',
      '0x01|0x04',
      '0x00|0x01',
      '0x01|0x04',
      '0x00|0x01',
      '0x01|0x04',
      '0x00|0x01',
      '0x01|0x04',
      '0x01|0x04',
      '0x01|0x04',
      '0x00|0x01',
      '0x01|0x04',
      '0x01|0x04',
      '0x00|0x02',
      '0x01|0x04',
      '0x00|0x01',
      '0x01|0x04',
      '0x01|0x04',
    ]);
  });

  it('has the time of the air, the peer, the strength, the read request and why the link ended', () => {
    const lines = dissect('frame.time_epoch');
    expect(Number(lines[0])).toBe(START / 1000);
    expect(Number(lines.at(-1))).toBe(START / 1000 + 6);
    const filled = (field: string): string[] => dissect(field).filter((line) => line !== '');
    expect(filled('bthci_evt.rssi').map(Number)).toEqual([-60, -60]);
    expect(new Set(filled('bthci_evt.bd_addr'))).toEqual(new Set([BAND]));
    expect(filled('btatt.opcode')).toEqual(['0x0a']);
    expect(filled('bthci_evt.reason')).toEqual(['0x16']);
  });
});
