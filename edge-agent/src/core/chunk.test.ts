import { civilDayBounds, cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { openChunk, sealChunk } from './chunk.js';
import { joinIntervals } from './intervals.js';

const ZONE = 'Europe/Brussels';
const SECRETS = { dayKeys: new Uint8Array(96).fill(1), zone: ZONE };

beforeAll(() => cryptoReady);

describe('a wearable that was worn through a day', () => {
  it.each([
    ['of 25 hours', '2025-10-26', 25],
    ['of 24 hours', '2025-10-27', 24],
    ['of 23 hours', '2025-03-30', 23],
  ])('%s is stored as worn from its first second to its last', (_, day, hours) => {
    const { start, end } = civilDayBounds(day, ZONE);
    expect(end - start).toBe(hours * 3600);
    const worn = [{ start, duration: end - start }];
    const place = { wearable: 1, told: 0, metric: 'steps', day, generation: 0 } as const;
    const entropy = (length: number): Uint8Array => new Uint8Array(length);
    const chunk = sealChunk(place, { span: end - start, samples: [], worn }, { ...SECRETS, entropy });
    expect(joinIntervals(openChunk(chunk, SECRETS).worn)).toEqual(worn);
  });
});
