import { createCipheriv } from 'node:crypto';
import {
  type FamilyName,
  type Fault,
  generatedMinutes,
  parseDate,
  type SimOptions,
  type SimWearable,
  startOfDay,
} from '@fit4work/firmware-sim';
import { inProcessTransport } from '@fit4work/virtual-radio';
import { afterEach, describe, expect, it } from 'vitest';
import { ADDRESS, KEY, Scene } from './air.js';
import { RawCentral, type RawLink } from './raw-central.js';

const MAY_4 = parseDate('2026-05-04') ?? 0;
const NOON = startOfDay(MAY_4) + 12 * 3600;
const huami = (short: string): string => `0000${short}0000351221180009af100700`;
const [CONTROL, DATA, STEPS, AUTH] = [huami('0004'), huami('0005'), huami('0007'), huami('0009')];
const UART = { write: '6e400002b5a3f393e0a9e50e24dcca9e', notify: '6e400003b5a3f393e0a9e50e24dcca9e' };
const RATE = '2a37';
const COUNTER = '0003000178fc48fe8e23433b3a1942d0';

let scene = new Scene();
let central: RawCentral | undefined;
let now = NOON;
afterEach(async () => {
  central?.close();
  await scene.close();
  scene = new Scene();
  now = NOON;
});

/** A wearable whose time is moved by the test. */
function started(family: FamilyName, more: Partial<SimOptions> = {}): Promise<SimWearable> {
  const source = generatedMinutes({ seed: 7, person: 1, from: MAY_4 - 2, days: 5 });
  return scene.wearable({ family, address: ADDRESS, source, clock: () => now, ownTimer: false, ...more });
}

async function connected(): Promise<RawLink> {
  central ??= new RawCentral(inProcessTransport(scene.air));
  return central.connect(ADDRESS);
}
afterEach(() => {
  central = undefined;
});

function pass(wearable: SimWearable, seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    now += 1;
    wearable.tick();
  }
}

async function authenticate(link: RawLink): Promise<void> {
  const answers = await link.listen(AUTH);
  await link.write(AUTH, 2, 8);
  await link.until(() => answers.length === 1);
  const cipher = createCipheriv('aes-128-ecb', KEY, null).setAutoPadding(false);
  await link.write(AUTH, 3, 8, ...cipher.update(answers[0]?.subarray(3) ?? Buffer.alloc(16)));
  await link.until(() => answers.length === 2);
  expect(answers[1]?.toString('hex')).toBe('100301');
}

/** The stretches that a Huami wearable holds, sample bytes one after the other. */
async function fetchAll(link: RawLink): Promise<number[]> {
  const [answers, data] = [await link.listen(CONTROL), await link.listen(DATA)];
  const samples: number[] = [];
  for (;;) {
    answers.length = 0;
    data.length = 0;
    await link.write(CONTROL, 1, 1, 0xb2, 7, 1, 1, 0, 0, 0, 0);
    await link.until(() => answers.length === 1);
    if (answers[0]?.readUInt32LE(3) === 0) return samples;
    await link.write(CONTROL, 2);
    await link.until(() => answers.length === 2);
    samples.push(...data.flatMap((value) => [...value.subarray(1)]));
    await link.write(CONTROL, 3);
    await link.until(() => answers.length === 3);
  }
}

async function fetchRecords(link: RawLink): Promise<unknown[]> {
  const heard = await link.listen(UART.notify);
  const text = (): string =>
    Buffer.concat(heard.map((one) => one.filter((byte) => byte !== 0x11 && byte !== 0x13))).toString();
  const line = Buffer.from('\u0010GB({"t":"actfetch","ts":0})\n');
  for (let at = 0; at < line.length; at += 20) await link.write(UART.write, ...line.subarray(at, at + 20));
  await link.until(() => text().includes('"state":"end"'));
  const messages = text()
    .split('\r\n')
    .filter((one) => one !== '')
    .map((one) => JSON.parse(one) as { t: string });
  return messages.filter(({ t }) => t === 'act');
}

describe('a simulated wearable on the air', () => {
  it.each<[FamilyName, string, readonly string[]]>([
    ['huami', 'Fit4Work Band', ['fee0', 'fee1']],
    ['infinitime', 'InfiniTime', ['180d', '000015301212efde1523785feabcd123']],
    ['banglejs', 'Bangle.js f4f4', ['6e400001b5a3f393e0a9e50e24dcca9e']],
    ['standard', 'Fit4Work Strap', ['180d', '1814']],
  ])('of the family %s is found as %s', async (family, name, uuids) => {
    await started(family);
    central = new RawCentral(inProcessTransport(scene.air));
    const { address, advertisement } = await central.find();
    expect([address, advertisement.localName, advertisement.serviceUuids]).toEqual([ADDRESS, name, uuids]);
  });

  it.each([4, 8] as const)(
    'of the family huami hands over what it holds, in samples of %i bytes',
    async (sampleBytes) => {
      const wearable = await started('huami', { authKey: KEY, sampleBytes });
      const held = wearable.oracle.samples('held');
      expect(held).toHaveLength(2.5 * 1440);
      const link = await connected();
      await authenticate(link);
      expect(await fetchAll(link)).toEqual(held.flatMap(({ bytes }) => bytes));
      expect(wearable.oracle.fates).toMatchObject({
        held: [],
        acknowledged: [{ count: 3600 }],
        lost: [],
        overwritten: [],
      });
    },
  );

  it('of the family huami goes on telling what is while it hands over what was', async () => {
    const wearable = await started('huami', { authKey: KEY });
    const held = wearable.oracle.samples('held').flatMap(({ bytes }) => bytes);
    const link = await connected();
    await authenticate(link);
    const rates = await link.listen(RATE);
    const steps = await link.listen(STEPS);
    await link.write('2a39', 0x15, 1, 1);
    const fetched = fetchAll(link);
    for (let round = 0; round < 10; round++) {
      pass(wearable, 1);
      await link.until(() => rates.length > round);
    }
    expect(await fetched).toEqual(held);
    expect(rates).toHaveLength(10);
    expect(steps.length).toBeGreaterThan(0);
  });

  it('of the family banglejs prints its health database, whatever the pieces', async () => {
    const wearable = await started('banglejs');
    const records = wearable.oracle.records();
    expect(records).toHaveLength(2.5 * 144);
    expect(await fetchRecords(await connected())).toEqual(
      records.map(({ end, steps, heartRate, movement, activity }) => ({
        t: 'act',
        ...{ ts: end * 1000, stp: steps, hrm: heartRate, mov: movement, act: activity },
      })),
    );
  });

  it('of the family infinitime tells its counter as it changes', async () => {
    const told: number[] = [];
    const wearable = await started('infinitime', {
      onTold: ({ uuid, value }) => {
        if (uuid === COUNTER) told.push(Buffer.from(value).readUInt32LE());
      },
    });
    const link = await connected();
    const heard = await link.listen(COUNTER);
    pass(wearable, 3 * 3600);
    await link.until(() => heard.length === told.length);
    expect(heard.map((value) => value.readUInt32LE())).toEqual(told);
    expect(told.length).toBeGreaterThan(100);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
  });

  it('of the family standard tells the pulse every second, and answers what it cannot do with 0x80', async () => {
    const wearable = await started('standard');
    const link = await connected();
    const heard = await link.listen(RATE);
    pass(wearable, 20);
    await link.until(() => heard.length === 20);
    expect(heard.every((value) => ((value[0] ?? 0) & 0b100) !== 0)).toBe(true);
    expect(await link.read('2a54')).toEqual([7, 0]);
  });
});

describe('a fault of a simulated wearable', () => {
  const faulty = (...faults: readonly Fault[]): Promise<SimWearable> => started('huami', { authKey: KEY, faults });

  it('ends the link before the byte that it names, once, and the wearable is found again', async () => {
    const wearable = await faulty({ kind: 'disconnect', atByte: 5000 });
    const held = wearable.oracle.samples('held').flatMap(({ bytes }) => bytes);
    const link = await connected();
    await authenticate(link);
    const data = await link.listen(DATA);
    fetchAll(link).catch(() => undefined);
    await link.lost;
    expect(data.reduce((sum, value) => sum + value.length, 0)).toBeLessThan(5000);
    expect(wearable.oracle.fates.acknowledged).toEqual([]);
    const again = await connected();
    await authenticate(again);
    expect(await fetchAll(again)).toEqual(held);
    expect(scene.events.map((event) => event.replace(`${ADDRESS} `, ''))).toEqual([
      'advertising',
      'connected',
      'cut',
      'advertising',
      'connected',
    ]);
  });

  it('drops what it says it drops', async () => {
    const wearable = await faulty({ kind: 'drop', oneIn: 10 });
    const link = await connected();
    await authenticate(link);
    const [answers, data] = [await link.listen(CONTROL), await link.listen(DATA)];
    await link.write(CONTROL, 1, 1, 0xb2, 7, 1, 1, 0, 0, 0, 0);
    await link.write(CONTROL, 2);
    await link.until(() => answers.length === 2);
    expect(wearable.counts.dropped).toBeGreaterThan(0);
    expect(data.length + wearable.counts.dropped).toBe(Math.ceil(1440 / 63));
  });

  it('restarts the wearable, which loses its link and what was not in flash', async () => {
    const wearable = await faulty({ kind: 'reboot', at: NOON + 100 });
    const link = await connected();
    pass(wearable, 100);
    await link.lost;
    await authenticate(await connected());
    expect(wearable.oracle.fates.lost).toMatchObject([{ at: NOON, count: 1 }]);
    wearable.reboot();
    expect(wearable.oracle.fates.lost).toMatchObject([{ at: NOON, count: 1 }]);
  });

  it('empties the battery: nobody finds it until it is charged', async () => {
    const wearable = await faulty({ kind: 'battery-empty', at: NOON + 10, until: NOON + 5000 });
    const link = await connected();
    pass(wearable, 10);
    await link.lost;
    expect(wearable.oracle.battery.running).toBe(false);
    expect(scene.air.isTaken(ADDRESS)).toBe(false);
    pass(wearable, 4990);
    await authenticate(await connected());
    expect(wearable.oracle.battery).toEqual({ percent: 100, charging: false, running: true });
  });

  it('leaps the clock, and the stamps with it', async () => {
    const wearable = await faulty({ kind: 'clock-jump', at: NOON + 60, seconds: -7200 });
    pass(wearable, 120);
    expect(wearable.oracle.clock.unix).toBe(NOON + 120 - 7200);
    expect(wearable.oracle.fates.held.at(-1)).toEqual({ at: NOON + 60, stamp: NOON + 60 - 7200, count: 1 });
  });
});
