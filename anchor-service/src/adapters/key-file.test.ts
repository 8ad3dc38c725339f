import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady, signingKey, toBase64Url } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { readBrokerKey } from './key-file.js';

beforeAll(() => cryptoReady);
const folder = temporaryFolder();
afterAll(() => folder.remove());

const SEED = new Uint8Array(32).fill(3);
const file = join(folder.path, 'broker.json');
const write = (kid: unknown): void =>
  writeFileSync(file, JSON.stringify({ kid, seed: Buffer.from(SEED).toString('base64') }));

describe('the key file for the broker', () => {
  it('gives the key whose tokens name it as the broker knows it', () => {
    write(toBase64Url(signingKey(SEED).keyId));
    expect(readBrokerKey(file)).toEqual(signingKey(SEED));
  });

  it.each([['k1'], [''], [undefined]])('is refused when its kid is %j, which is not the name of its key', (kid) => {
    write(kid);
    expect(() => readBrokerKey(file)).toThrow(expect.objectContaining({ code: 'bad-key' }));
  });
});
