import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cryptoReady, signingKey, toBase64Url } from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { readBrokerKey, readSigner, writeSigner } from './key-file.js';

beforeAll(() => cryptoReady);
const folder = temporaryFolder();
afterAll(() => folder.remove());

const SEED = new Uint8Array(32).fill(3);
const file = join(folder.path, 'broker.json');
const write = (kid: unknown): void =>
  writeFileSync(file, JSON.stringify({ kid, seed: Buffer.from(SEED).toString('base64') }), { mode: 0o600 });

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

describe('a key file that others can read', () => {
  it.each([0o644, 0o640, 0o606])('is refused with what to do, of whatever kind, at mode %o', (mode) => {
    const [log, witness] = [join(folder.path, `log-${mode}`), join(folder.path, `witness-${mode}`)];
    writeSigner(log, { name: 'log.example', type: 1, seed: SEED });
    writeSigner(witness, { name: 'council.example', type: 4, seed: SEED });
    write(toBase64Url(signingKey(SEED).keyId));
    const reads = [
      [log, () => readSigner(log, 1)],
      [witness, () => readSigner(witness, 4)],
      [file, () => readBrokerKey(file)],
    ] as const;
    for (const [path, read] of reads) {
      expect(read).not.toThrow();
      chmodSync(path, mode);
      const message = `The key file ${path} cannot be used: others can read it; set its mode to 0600.`;
      expect(read).toThrow(expect.objectContaining({ code: 'bad-key', message }));
      chmodSync(path, 0o600);
    }
  });
});
