import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeTime } from '../core/huami-time.js';
import type { GattLink } from '../gatt-link.js';
import { Lifeline } from '../lifeline.js';
import type { HistoryBatch } from '../ports.js';
import { WearableError } from '../wearable-error.js';
import { HuamiWearable, type KindMark } from './huami-wearable.js';

const START = Date.UTC(2026, 4, 4) / 1000;
const KEY = Uint8Array.from({ length: 16 }, (_, index) => index);
const short = (uuid: string): string => uuid.slice(4, 8);

/** What the band does at a write to 0004: notify on 0004 or 0005, in order. */
type Script = (command: Uint8Array) => readonly (readonly ['0004' | '0005', readonly number[]])[];

class FakeLink implements GattLink {
  readonly lifeline = new Lifeline();
  readonly written: string[] = [];
  closed = 0;
  private readonly listeners = new Map<string, (value: Uint8Array) => void>();

  constructor(private readonly script: Script) {}

  has(): boolean {
    return true;
  }

  readonly writeLength = 20;

  async read(): Promise<Uint8Array> {
    return new Uint8Array(0);
  }

  async subscribe(uuid: string, listener: (value: Uint8Array) => void): Promise<void> {
    this.listeners.set(short(uuid), listener);
  }

  async write(uuid: string, value: Uint8Array): Promise<void> {
    if (this.lifeline.ended) throw this.lifeline.ended;
    if (short(uuid) === '0009') return this.authenticate(value);
    this.written.push(Buffer.from(value).toString('hex'));
    for (const [where, bytes] of this.script(value)) this.listeners.get(where)?.(Uint8Array.from(bytes));
  }

  async close(): Promise<void> {
    this.closed++;
    this.lifeline.end(new WearableError('closed', 'Closed.'));
  }

  private authenticate(value: Uint8Array): void {
    const notify = this.listeners.get('0009');
    if (value[0] === 2) notify?.(Uint8Array.of(0x10, 2, 1, ...new Uint8Array(16)));
    const cipher = createCipheriv('aes-128-ecb', KEY, null).setAutoPadding(false);
    const right = cipher.update(new Uint8Array(16)).equals(value.subarray(2));
    if (value[0] === 3) notify?.(Uint8Array.of(0x10, 3, right ? 1 : 4));
  }
}

function announce(minutes: number): readonly ['0004', readonly number[]] {
  return ['0004', [0x10, 1, 1, minutes, 0, 0, 0, ...encodeTime(START, 0)]];
}

const marks = new Map<string, KindMark>();
const options = { silenceMs: 60, offsetMinutes: () => 0, marks };

function open(link: GattLink, authKey = KEY): Promise<HuamiWearable> {
  return HuamiWearable.open(link, { address: 'c0:ff:ee:00:00:01', authKey }, options);
}

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof WearableError) return error.code;
    throw error;
  }
  return 'none';
}

async function readAll(wearable: HuamiWearable): Promise<HistoryBatch[]> {
  const batches: HistoryBatch[] = [];
  for await (const batch of wearable.history(0)) {
    batches.push(batch);
    await batch.acknowledge();
  }
  return batches;
}

describe('a Huami wearable', () => {
  it('takes the link down when the band refuses the key', async () => {
    const link = new FakeLink(() => []);
    expect(await failure(open(link, new Uint8Array(16)))).toBe('auth-refused');
    expect(link.closed).toBe(1);
  });

  it.each<[string, Script, string]>([
    ['never answers', () => [], 'timeout'],
    ['refuses the request', () => [['0004', [0x10, 1, 4]]], 'refused'],
    ['answers with nonsense', () => [['0004', [1, 2, 3]]], 'malformed'],
    ['stops after its announcement', ([step]) => (step === 1 ? [announce(2)] : []), 'timeout'],
    [
      'loses a part',
      ([step]) =>
        step === 1
          ? [announce(2)]
          : [
              ['0005', [1, 1, 0, 3, 70]],
              ['0004', [0x10, 2, 1]],
            ],
      'malformed',
    ],
    [
      'ends too early',
      ([step]) =>
        step === 1
          ? [announce(2)]
          : [
              ['0005', [0, 1, 0, 3, 70]],
              ['0004', [0x10, 2, 1]],
            ],
      'malformed',
    ],
  ])('yields nothing and lets go of a band that %s', async (_, script, code) => {
    const link = new FakeLink(script);
    const wearable = await open(link);
    const batches: HistoryBatch[] = [];
    const work = (async () => {
      for await (const batch of wearable.history(0)) batches.push(batch);
    })();
    expect(await failure(work)).toBe(code);
    expect(batches).toEqual([]);
    expect(link.closed).toBe(1);
    expect(link.written).not.toContain('03');
  });

  it('asks for no more until the batch is acknowledged', async () => {
    let held = 1;
    const link = new FakeLink(([step]) => {
      if (step === 1) return [announce(held)];
      if (step === 3) held = 0;
      return step === 2
        ? [
            ['0005', [0, 1, 0, 3, 70]],
            ['0004', [0x10, 2, 1]],
          ]
        : [['0004', [0x10, 3, 1]]];
    });
    const history = (await open(link)).history(0);
    const first = await history.next();
    expect(first.done).toBe(false);
    expect(link.written.some((bytes) => bytes.startsWith('03'))).toBe(false);
    expect(await failure(history.next())).toBe('unacknowledged');
  });

  it('tells when the acknowledgement did not get through', async () => {
    const link = new FakeLink(([step]) => {
      if (step === 1) return [announce(1)];
      return step === 2
        ? [
            ['0005', [0, 1, 0, 3, 70]],
            ['0004', [0x10, 2, 1]],
          ]
        : [];
    });
    expect(await failure(readAll(await open(link)))).toBe('timeout');
    expect(link.closed).toBe(1);
  });

  it('goes on with the kind of the stretch before, after a reconnection too', async () => {
    let asked = 0;
    const stretch =
      (kind: number): Script =>
      ([step]) => {
        if (step === 1)
          return asked++ % 2 === 0
            ? [['0004', [0x10, 1, 1, 1, 0, 0, 0, ...encodeTime(START + asked * 30 - 30, 0)]]]
            : [announce(0)];
        return step === 2
          ? [
              ['0005', [0, kind, 0, 0, 50]],
              ['0004', [0x10, 2, 1]],
            ]
          : [['0004', [0x10, 3, 1]]];
      };
    const stages: unknown[] = [];
    for (const kind of [11, 0]) {
      for (const batch of await readAll(await open(new FakeLink(stretch(kind))))) stages.push(batch.samples.at(-1));
    }
    expect(stages).toEqual([
      { metric: 'sleep', start: START, duration: 60, stage: 'deep' },
      { metric: 'sleep', start: START + 60, duration: 60, stage: 'deep' },
    ]);
  });
});
