import { ATT, type SimCharacteristic, type SimServer, type WriteOutcome } from '../core/gatt.js';
import { HuamiConversation } from '../core/huami-conversation.js';
import { type HuamiSampleBytes, narrowSample, notifications, wideSample } from '../core/huami-samples.js';
import { StepCounter } from '../core/live.js';
import { minutesOf, type Segment } from '../core/memory.js';
import { minuteAt } from '../core/minute.js';
import { shortTime, zonedTime } from '../core/wearable-time.js';
import { memoryOfDays, type Parts, type SimFamily, type Variant } from './family.js';
import { HEART_RATE, HEART_RATE_CONTROL, HEART_RATE_MEASUREMENT, setClock } from './standard-services.js';

/* Huami and Mi Band 2 and later, of the protocol before 2021 (ble.md, Huami). */

const FEE0 = 'fee0';
const FEE1 = 'fee1';
const CURRENT_TIME_SERVICE = '1805';
const CURRENT_TIME = '2a2b';

const huamiUuid = (short: string): string => `0000${short}0000351221180009af100700`;
const CONTROL = huamiUuid('0004');
const DATA = huamiUuid('0005');
const BATTERY = huamiUuid('0006');
const REALTIME_STEPS = huamiUuid('0007');
const AUTH = huamiUuid('0009');

/** The log has this many bytes of flash, so a day of wider samples costs more of its days. */
const LOG_BYTES = 512 * 1024;
/** What was measured since the last whole hour is not in flash yet. */
const FLUSH_SECONDS = 3600;
/** A keep-alive comes about every 12 s; one that is this late comes too late. */
const KEEP_ALIVE_SECONDS = 15;

const bytesOf = ({ sampleBytes = 4 }: Variant): HuamiSampleBytes => sampleBytes;

export const huami: SimFamily = {
  name: 'huami',
  limits: (variant) => memoryOfDays(Math.floor(LOG_BYTES / (1440 * bytesOf(variant)))),
  battery: { idle: 0.2, linked: 0.1, sensing: 1, charging: 50 },
  liveOnly: false,
  unsaved: (_, now) => Math.floor(now / FLUSH_SECONDS) * FLUSH_SECONDS,
  build: (parts) => new Huami(parts),
};

class Huami implements SimServer {
  readonly name = 'Fit4Work Band';
  readonly advertised = [FEE0, FEE1];
  readonly services;
  private readonly conversation: HuamiConversation;
  private readonly counter: StepCounter;
  private readonly pulse: HeartSensor;
  private told = { steps: -1, battery: '' };
  /** Counts links, so that a tap which comes after its link ended answers nobody. */
  private links = 0;

  constructor(private readonly parts: Parts) {
    const { device, variant, encrypt, randomBytes } = parts;
    this.conversation = new HuamiConversation(device.memory, device.clock, {
      encrypt,
      challenge: () => randomBytes(16),
      ...(variant.authKey ? { key: variant.authKey } : {}),
      crypt: variant.crypt ?? false,
    });
    this.counter = new StepCounter(device.source, device.clock, device.now);
    this.pulse = new HeartSensor(variant.keepAliveSeconds ?? KEEP_ALIVE_SECONDS);
    const clock = {
      read: () => zonedTime(device.clock.unix(), device.clock.zoneMinutes),
      write: (value: Uint8Array) => setClock(device, value),
    };
    this.services = [
      {
        uuid: FEE0,
        characteristics: [
          told(CONTROL, { write: (value) => this.control(value) }),
          { uuid: DATA, properties: ['notify'], data: true } as const,
          this.guarded({ uuid: BATTERY, properties: ['read', 'notify'], read: () => this.battery() }),
          this.guarded({
            uuid: REALTIME_STEPS,
            properties: ['read', 'notify'],
            data: true,
            read: () => this.steps(),
          }),
        ],
      },
      { uuid: FEE1, characteristics: [told(AUTH, { write: (value) => this.auth(value) })] },
      {
        uuid: HEART_RATE,
        characteristics: [
          { uuid: HEART_RATE_MEASUREMENT, properties: ['notify'], data: true } as const,
          this.guarded({
            uuid: HEART_RATE_CONTROL,
            properties: ['write'],
            write: (value) => (this.pulse.control(value, device.now) ? ATT.success : ATT.valueNotAllowed),
          }),
        ],
      },
      {
        uuid: CURRENT_TIME_SERVICE,
        characteristics: [this.guarded({ uuid: CURRENT_TIME, properties: ['read', 'write'], ...clock })],
      },
    ];
  }

  get sensing(): boolean {
    return this.pulse.continuous;
  }

  connected(): void {
    this.linkChanged();
  }

  disconnected(): void {
    this.linkChanged();
  }

  restarted(): void {
    this.linkChanged();
    this.counter.restart(this.parts.device.now);
  }

  tick(): void {
    const { device, link } = this.parts;
    const rate = this.pulse.measured(device.now, minuteAt(device.source, device.now).heartRate);
    if (!this.conversation.authenticated) return;
    if (rate !== undefined) link.notify(HEART_RATE_MEASUREMENT, Uint8Array.of(0, rate));
    const battery = `${device.battery.percent} ${device.battery.charging}`;
    if (battery !== this.told.battery) link.notify(BATTERY, this.battery());
    const steps = this.counter.value(device.now);
    if (steps !== this.told.steps) link.notify(REALTIME_STEPS, this.steps());
    this.told = { steps, battery };
  }

  private linkChanged(): void {
    this.links++;
    this.conversation.linkChanged();
    this.pulse.stop();
    this.told = { steps: -1, battery: '' };
  }

  /** Nothing but the authentication is answered before it. */
  private guarded(characteristic: SimCharacteristic): SimCharacteristic {
    const { read, write } = characteristic;
    const refused = ATT.insufficientAuthorization;
    return {
      ...characteristic,
      ...(read ? { read: () => (this.conversation.authenticated ? read() : refused) } : {}),
      ...(write ? { write: (value: Uint8Array) => (this.conversation.authenticated ? write(value) : refused) } : {}),
    };
  }

  private auth(value: Uint8Array): WriteOutcome {
    const answer = this.conversation.auth(value);
    if (answer instanceof Uint8Array) return () => this.parts.link.notify(AUTH, answer);
    return () => void this.confirm(answer.offered);
  }

  private async confirm(offered: Uint8Array): Promise<void> {
    const link = this.links;
    const tapped = (await this.parts.variant.confirmPairing?.()) ?? false;
    if (link === this.links) this.parts.link.notify(AUTH, this.conversation.confirm(offered, tapped));
  }

  private control(value: Uint8Array): WriteOutcome {
    const { link } = this.parts;
    link.stop(DATA);
    const { reply, transfer } = this.conversation.control(value);
    return () => {
      if (reply) link.notify(CONTROL, reply);
      const room = link.room(DATA);
      if (!transfer || room === undefined) return;
      const sampleBytes = bytesOf(this.parts.variant);
      link.send(DATA, notifications(this.samples(transfer), { room, sampleBytes }), () =>
        link.notify(CONTROL, this.conversation.transferred()),
      );
    };
  }

  private *samples(transfer: Segment): Generator<readonly number[]> {
    const wide = bytesOf(this.parts.variant) === 8;
    for (const minute of minutesOf([transfer], this.parts.device.source)) {
      yield wide ? wideSample(minute, minute.stamp) : narrowSample(minute);
    }
  }

  /** [0] 0x0c, steps of the day, metres and kilocalories, four bytes each. */
  private steps(): Uint8Array {
    const steps = this.counter.value(this.parts.device.now);
    const words = [steps, Math.round(steps * 0.72), Math.round(steps * 0.04)];
    return Uint8Array.from([0x0c, ...words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff))]);
  }

  /** [1] percent, [2] 1 while charging, [10..17] last charge, [19] its level. */
  private battery(): Uint8Array {
    const { battery, clock } = this.parts.device;
    const value = new Uint8Array(20);
    value.set([0x0f, battery.percent, battery.charging ? 1 : 0]);
    value.set(shortTime(Math.floor(clock.unix(battery.lastCharge.at)), clock.zoneMinutes), 10);
    value[19] = battery.lastCharge.percent;
    return value;
  }
}

/** The heart-rate sensor by its control point, 0x2A39. */
class HeartSensor {
  private aliveAt: number | undefined;
  private once = false;

  constructor(private readonly patience: number) {}

  get continuous(): boolean {
    return this.aliveAt !== undefined;
  }

  /** Whether the command is understood. */
  control(value: Uint8Array, now: number): boolean {
    const command = [...value].join(' ');
    if (command === '21 1 1' || (command === '22' && this.continuous)) this.aliveAt = now;
    else if (command === '21 1 0') this.aliveAt = undefined;
    else if (command === '21 2 1' || command === '21 2 0') this.once = command === '21 2 1';
    else return command === '22';
    return true;
  }

  stop(): void {
    this.aliveAt = undefined;
    this.once = false;
  }

  /** The heart rate to tell, if one was found and is wanted. */
  measured(now: number, rate: number | undefined): number | undefined {
    if (this.aliveAt !== undefined && now - this.aliveAt > this.patience) this.aliveAt = undefined;
    if (rate === undefined || !(this.continuous || this.once)) return undefined;
    this.once = false;
    return rate;
  }
}

function told(uuid: string, { write }: { write: (value: Uint8Array) => WriteOutcome }): SimCharacteristic {
  return { uuid, properties: ['write', 'writeWithoutResponse', 'notify'], write };
}
