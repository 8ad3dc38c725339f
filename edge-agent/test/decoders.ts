import type { Sample } from '@fit4work/protocol';
import { BangleFetch, bangleStretches } from '../src/core/bangle-history.js';
import { readBangleLine } from '../src/core/bangle-line.js';
import { readBatteryLevel, readDeviceText } from '../src/core/gatt-device.js';
import { readHeartRate } from '../src/core/gatt-heart-rate.js';
import { CadenceCounter, readRunning } from '../src/core/gatt-running.js';
import { decodeCurrentTime, decodePineTime } from '../src/core/gatt-time.js';
import { AUTH_FORMS, type AuthForm, readAgreement, readChallenge, readVerdict } from '../src/core/huami-auth.js';
import { readAcknowledged, readAnnouncement, TransferCollector } from '../src/core/huami-fetch.js';
import { readBandBattery, readRealtimeSteps } from '../src/core/huami-live.js';
import { decodeMinutes } from '../src/core/huami-samples.js';
import { decodeClock, encodeTime } from '../src/core/huami-time.js';
import { LiveMinutes } from '../src/core/live-minutes.js';
import { readCounter, StepCounter } from '../src/core/step-counter.js';
import { UartLines } from '../src/core/uart-lines.js';
import { record } from './wearables/banglejs.js';

/* Every function that reads what a wearable sent: hostile bytes make it answer with samples within SPEC.md 3.2, with none,
   or with a WearableError. A line is missing here where a decoder is missing: fuzz.test.ts looks. */

export interface Decoder {
  readonly name: string;
  /** Payloads that it accepts, to be spoiled. */
  readonly valid: readonly Uint8Array[];
  /** Samples that it makes of a payload. @throws WearableError */
  decode(payload: Uint8Array): readonly Sample[];
}

const FROM = Date.UTC(2026, 4, 4, 12) / 1000;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const nothing =
  (read: (payload: Uint8Array) => unknown) =>
  (payload: Uint8Array): readonly Sample[] => {
    read(payload);
    return [];
  };

/** By the form whose crypt bit the answer has. */
const inEachForm = (read: (payload: Uint8Array, form: AuthForm) => unknown) =>
  nothing((payload) => {
    for (const form of AUTH_FORMS) if (form.crypt === ((payload[1] ?? 0) & 0x80)) read(payload, form);
  });

const told = (live: LiveMinutes, until: number): readonly Sample[] => live.take(until)?.samples ?? [];

/** A count, told a minute after another. */
function counted(counter: number): readonly Sample[] {
  const live = new LiveMinutes(FROM);
  const steps = new StepCounter({ counter: 1000, at: FROM });
  const count = { counter, at: FROM + 59 };
  const walked = steps.advance(count);
  const settled = walked === 'behind' ? steps.confirm(count) : walked;
  if (settled) live.stepped(count.at, settled.count, settled.since);
  return told(live, FROM + 60);
}

function heartRate(payload: Uint8Array): readonly Sample[] {
  const live = new LiveMinutes(FROM);
  const { value, rr } = readHeartRate(payload);
  if (value !== undefined) live.heartRate(FROM, value, rr);
  return told(live, FROM + 1);
}

/** The same cadence each second of a minute. */
function running(payload: Uint8Array): readonly Sample[] {
  const live = new LiveMinutes(FROM);
  const cadence = new CadenceCounter();
  for (let second = 0; second <= 12; second++) {
    const steps = cadence.tell(FROM + 5 * second, readRunning(payload).cadence);
    if (steps) live.stepped(steps.at, steps.count);
  }
  return told(live, FROM + 61);
}

/** A transfer in one notification of `minutes` minutes, and its end. */
const transfer =
  (minutes: number) =>
  (payload: Uint8Array): readonly Sample[] => {
    const collector = new TransferCollector(minutes);
    collector.add(payload);
    return decodeMinutes({ ...collector.finish(bytes(0x10, 2, 1)), from: FROM }, payload[0]).samples;
  };

/** Lines as they come over the link: live ones, and a fetch. */
function lines(payload: Uint8Array): readonly Sample[] {
  const live = new LiveMinutes(FROM);
  const fetch = new BangleFetch();
  let records = 0;
  const uart = new UartLines();
  for (const text of [...uart.add(payload), ...uart.add(ascii('\r\n'))]) {
    const line = readBangleLine(text || '{}');
    if (line.kind === 'record') {
      fetch.add(line.record);
      records = records + 1;
    } else if (line.kind === 'live') live.stepped(FROM, line.steps);
  }
  const history = bangleStretches(fetch.finish(records), 0);
  return [...history.flatMap(({ samples }) => samples), ...told(live, FROM + 60)];
}

const announced = bytes(0x10, 1, 1, 90, 0, 0, 0, ...encodeTime(FROM, 120));
const MINUTES = [1, 9, 30, 80, 9, 0, 0, 50, 11, 0, 0, 255, 0, 0, 0, 0];

export const DECODERS: readonly Decoder[] = [
  {
    name: 'readHeartRate',
    valid: [bytes(0, 60), bytes(0x1f, 60, 0, 1, 0, 0, 4, 1, 4), bytes(0x16, 61, 0, 4)],
    decode: heartRate,
  },
  { name: 'readRunning', valid: [bytes(0, 0, 3, 160), bytes(7, 0, 3, 160, 110, 0, 1, 0, 0, 0)], decode: running },
  { name: 'readBatteryLevel', valid: [bytes(50)], decode: nothing(readBatteryLevel) },
  { name: 'readDeviceText', valid: [ascii('Strap 7')], decode: nothing(readDeviceText) },
  { name: 'decodeCurrentTime', valid: [bytes(0xea, 7, 5, 4, 12, 0, 0, 1, 0, 0)], decode: nothing(decodeCurrentTime) },
  { name: 'decodePineTime', valid: [bytes(0xea, 7, 5, 4, 12, 0, 0, 0, 0)], decode: nothing(decodePineTime) },
  {
    name: 'readCounter',
    valid: [bytes(0xf0, 3, 0, 0), bytes(4, 0, 0, 0)],
    decode: (payload) => counted(readCounter(payload)),
  },
  {
    name: 'readRealtimeSteps',
    valid: [bytes(0x0c, 0xf0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
    decode: (payload) => counted(readRealtimeSteps(payload)),
  },
  { name: 'readBandBattery', valid: [bytes(0x0f, 66, 1)], decode: nothing(readBandBattery) },
  {
    name: 'decodeClock',
    valid: [bytes(0xea, 7, 5, 4, 12, 0, 0, 1, 0, 0, 8), bytes(0xea, 7, 5, 4, 12, 0, 0, 1, 0, 0)],
    decode: nothing((payload) => decodeClock(payload, FROM, () => 60)),
  },
  {
    name: 'readChallenge',
    valid: [2, 0x82].map((command) => bytes(0x10, command, 1, ...Array(16).fill(7))),
    decode: inEachForm(readChallenge),
  },
  {
    name: 'readVerdict',
    valid: [bytes(0x10, 3, 1), bytes(0x10, 0x83, 1)],
    decode: inEachForm(readVerdict),
  },
  { name: 'readAgreement', valid: [bytes(0x10, 1, 1)], decode: nothing(readAgreement) },
  { name: 'readAcknowledged', valid: [bytes(0x10, 3, 1)], decode: nothing(readAcknowledged) },
  { name: 'readAnnouncement', valid: [announced], decode: nothing((payload) => readAnnouncement(payload, FROM)) },
  { name: 'TransferCollector', valid: [bytes(0, ...MINUTES), bytes(0, ...MINUTES, ...MINUTES)], decode: transfer(4) },
  {
    name: 'decodeMinutes',
    valid: [bytes(...MINUTES), bytes(120, 0, 0, 50, 0, 0, 60, 0)],
    decode: (payload) => decodeMinutes({ bytes: payload, sampleBytes: 8, from: FROM }, undefined).samples,
  },
  {
    name: 'readBangleLine',
    valid: [
      ascii(`${record(FROM)}\r\n`),
      ascii(`${record(FROM, { act: 'DEEP_SLEEP' })}\r\n\r\n${record(FROM + 600)}\r\n`),
      ascii('{"t":"act","stp":12,"hrm":70,"rt":1}\r\n'),
      ascii('{"t":"status","bat":54,"chg":0}\r\n{"t":"actfetch","state":"end","count":2}\r\n'),
      ascii('{"t":"clock","ts":1777896000000}\r\n'),
    ],
    decode: lines,
  },
];
