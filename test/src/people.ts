import {
  type BoxInput,
  type EnvelopeHeader,
  encodeSeries,
  jwkOf,
  METRICS,
  type SigningKey,
  sealEnvelope,
  signingKey,
  toBase64Url,
  toHex,
} from '@fit4work/protocol';

/** Whom the interop scenarios are about, and what one of them measured in a quarter of an hour. */

const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

export interface Person {
  readonly pseudonym: string;
  readonly key: SigningKey;
  readonly header: EnvelopeHeader;
  readonly boxes: readonly BoxInput[];
}

const START = 1_790_000_100;

/** Minutes with steps and a heart rate, awake. libsodium must be ready. */
export function person(byte: number): Person {
  const pseudonym = filled(16, byte);
  const minutes = Array.from({ length: 15 }, (_, i) => ({ start: START + i * 60, value: 60 + ((i * 7) % 40) }));
  const worn = [{ start: START, duration: 900 }];
  const steps = minutes.map((minute) => ({ metric: 'steps' as const, duration: 60, ...minute }));
  const rates = minutes.map((minute) => ({ metric: 'heart-rate' as const, ...minute }));
  const samples = { steps, 'heart-rate': rates, sleep: [] };
  return {
    pseudonym: toHex(pseudonym),
    key: signingKey(filled(32, byte)),
    header: {
      pseudonym,
      agent: 1,
      sequence: 1,
      previous: filled(32, 0),
      windowStart: START,
      granularity: 'raw',
      revision: 0,
      salt: filled(32, 9),
    },
    boxes: METRICS.map((metric, i) => ({
      plaintext: encodeSeries({ metric, worn, samples: samples[metric] }, START),
      dataKey: filled(32, 0x10 + i),
      nonce: filled(12, i),
    })),
  };
}

export const envelopeOf = ({ header, boxes, key }: Person): Uint8Array => sealEnvelope(header, boxes, key);

/** A key as a registry or a services file lists it. */
export const listed = (key: SigningKey, member: object): object => ({
  ...jwkOf(key.publicKey),
  kid: toBase64Url(key.keyId),
  ...member,
});
