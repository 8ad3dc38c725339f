import { encodeTime } from '../../src/core/huami-time.js';
import { NOON, type Notify, type Script } from '../scripted-link.js';

const huami = (short: string): string => `0000${short}0000351221180009af100700`;
export const CONTROL = huami('0004');
export const DATA = huami('0005');
const BATTERY = huami('0006');
export const STEPS = huami('0007');
export const AUTH = huami('0009');
export const KEY = Uint8Array.from({ length: 16 }, (_, index) => index);

/** A stretch of minutes: the samples one after the other, 4 or 8 bytes each. */
export interface Stretch {
  readonly from: number;
  readonly minutes: number;
  readonly bytes: readonly number[];
}

export interface HuamiScript extends Script {
  key: Uint8Array;
  /** What the band holds, the stretch that it announces next first. */
  readonly held: Stretch[];
  /** Whether its wearer taps when it asks. */
  taps: boolean;
  steps: number;
  /** The crypt bit that goes with its commands, and the flags that it wants. */
  form: { readonly crypt: number; readonly flags: number };
}

const MINUTE = [1, 20, 30, 80];
const ASLEEP = [11, 0, 0, 50];
export const YESTERDAY = NOON - 86_400;

/** A Mi Band that holds two stretches: a minute of walking, and two of sleep. */
export function script(): HuamiScript {
  const values = new Map([
    [BATTERY, Uint8Array.of(0x0f, 66, 1)],
    ['2a2b', Uint8Array.of(0xea, 7, 5, 4, 12, 0, 0, 1, 0, 0, 0)],
    ['2a26', new TextEncoder().encode('V1.0')],
  ]);
  return {
    uuids: [CONTROL, DATA, BATTERY, STEPS, AUTH, '2a2b', '2a26', '2a37', '2a39'],
    key: KEY,
    taps: true,
    steps: 500,
    form: { crypt: 0, flags: 8 },
    held: [
      { from: YESTERDAY, minutes: 1, bytes: MINUTE },
      { from: YESTERDAY + 60, minutes: 2, bytes: [...ASLEEP, ...ASLEEP] },
    ],
    read(uuid) {
      return uuid === STEPS ? realtime(this.steps) : values.get(uuid);
    },
    write(uuid, value, notify) {
      if (uuid === AUTH) authenticate(this, value, notify);
      else if (uuid === CONTROL) transfer(this.held, value, notify);
      else values.set(uuid, value);
    },
    tell(notify, turn) {
      this.steps += turn;
      notify(STEPS, realtime(this.steps));
      notify('2a37', Uint8Array.of(0, 70 + turn));
    },
  };
}

export function realtime(steps: number): Uint8Array {
  const bytes = new Uint8Array(13);
  bytes[0] = 0x0c;
  new DataView(bytes.buffer).setUint32(1, steps, true);
  return bytes;
}

function authenticate(script: HuamiScript, value: Uint8Array, notify: Notify): void {
  const [command = 0, flags, ...rest] = value;
  const answer = (...bytes: number[]): void => notify(AUTH, Uint8Array.of(0x10, command, ...bytes));
  const { crypt } = script.form;
  const asked = crypt === 0 ? '' : '2,1,0';
  if (flags !== script.form.flags) answer(4);
  else if (command === 1) {
    if (!script.taps) return;
    script.key = value.slice(2);
    answer(1);
  } else if (command === (crypt | 2) && rest.join() === asked) {
    // Reckoned from here on, so that it is there before what it is held against.
    void proofOfKey(script.key);
    answer(1, ...CHALLENGE);
  } else if (command === (crypt | 3)) {
    void proofOfKey(script.key).then((proof) => answer(proof.join() === rest.join() ? 1 : 4));
  } else answer(4);
}

const CHALLENGE = new Uint8Array(16);
const proofs = new WeakMap<Uint8Array, Promise<Uint8Array>>();

/** The challenge under a key: AES-CBC, whose first block under a vector of zeros is that of the cipher alone. */
function proofOfKey(key: Uint8Array): Promise<Uint8Array> {
  const known = proofs.get(key) ?? encrypted(key);
  proofs.set(key, known);
  return known;
}

async function encrypted(key: Uint8Array): Promise<Uint8Array> {
  const aes = await crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-CBC', false, ['encrypt']);
  const blocks = await crypto.subtle.encrypt({ name: 'AES-CBC', iv: CHALLENGE }, aes, CHALLENGE);
  return new Uint8Array(blocks, 0, CHALLENGE.length);
}

function transfer(held: Stretch[], [step]: Uint8Array, notify: Notify): void {
  const [next] = held;
  if (step === 1) notify(CONTROL, announcement(next));
  if (step === 2 && next) {
    for (let at = 0, counter = 0; at < next.bytes.length; at += 16, counter++) {
      notify(DATA, Uint8Array.of(counter & 0xff, ...next.bytes.slice(at, at + 16)));
    }
    notify(CONTROL, Uint8Array.of(0x10, 2, 1));
  }
  if (step === 3) {
    held.shift();
    notify(CONTROL, Uint8Array.of(0x10, 3, 1));
  }
}

export function announcement(stretch: Stretch | undefined): Uint8Array {
  const reply = new Uint8Array(15);
  reply.set([0x10, 1, 1]);
  new DataView(reply.buffer).setUint32(3, stretch?.minutes ?? 0, true);
  reply.set(encodeTime(stretch?.from ?? NOON, 0), 7);
  return reply;
}
