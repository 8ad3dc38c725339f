import { WearableError } from '../src/wearable-error.js';
import { isWithinBounds } from './bounds.js';
import type { Decoder } from './decoders.js';
import { Random } from './random.js';

const MOST_NOISE = 64;
/** Values at which a check is one off, and letters that JSON is made of. */
const TELLING = [
  0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x0d, 0x11, 0x13, 0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x39, 0x65, 0x7b, 0x7d,
];

/** Payloads of one decoder: for the most part valid ones with a few things wrong. */
class Payloads {
  constructor(
    private readonly decoder: Decoder,
    private readonly random: Random,
  ) {}

  next(): Uint8Array {
    const { random } = this;
    if (random.below(8) === 0) return random.bytes(random.below(MOST_NOISE));
    let payload = this.seed();
    for (let wrong = random.below(4); wrong > 0; wrong--) payload = this.spoil(payload);
    return payload;
  }

  private seed(): Uint8Array {
    const { valid } = this.decoder;
    return Uint8Array.from(valid[this.random.below(valid.length)] ?? []);
  }

  private spoil(payload: Uint8Array): Uint8Array {
    const { random } = this;
    const at = random.below(payload.length + 1);
    switch (random.below(6)) {
      case 0:
        return payload.subarray(0, at);
      case 1:
        return joined(payload, random.bytes(random.below(20)));
      case 2:
        return joined(payload.subarray(0, at), this.seed());
      case 3:
        return joined(payload.subarray(0, at), payload.subarray(Math.min(payload.length, at + 1)));
      case 4:
        payload[at] = TELLING[random.below(TELLING.length)] ?? 0;
        return payload;
      default:
        payload[at] = random.below(256);
        return payload;
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

export interface Digest {
  accepted: number;
  refused: number;
  samples: number;
  /** Errors of another kind, and samples out of bounds: what must not be. */
  readonly surprises: string[];
}

const MOST_SURPRISES = 5;

/** Feeds payloads to a decoder. */
export function digest(decoder: Decoder, payloads: number, seed: number): Digest {
  const source = new Payloads(decoder, new Random(seed));
  const sum: Digest = { accepted: 0, refused: 0, samples: 0, surprises: [] };
  for (let turn = 0; turn < payloads && sum.surprises.length < MOST_SURPRISES; turn++) {
    const payload = source.next();
    try {
      for (const sample of decoder.decode(payload)) {
        sum.samples++;
        if (!isWithinBounds(sample)) sum.surprises.push(`${JSON.stringify(sample)} of ${payload.join()}`);
      }
      sum.accepted++;
    } catch (error) {
      sum.refused++;
      if (!(error instanceof WearableError)) sum.surprises.push(`${String(error)} of ${payload.join()}`);
    }
  }
  return sum;
}
