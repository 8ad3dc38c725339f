import { cryptoReady, toHex } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Entropy, PassphraseLock } from '../../src/ports.js';

const PASSPHRASE = 'een lange zin om te onthouden, één keer';
const SECRET = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
const entropy: Entropy = (length) => crypto.getRandomValues(new Uint8Array(length));

/** What every lock of a passphrase owes to the agent (ports.ts). */
export function describeLock(name: string, make: (entropy: Entropy) => PassphraseLock): void {
  beforeAll(() => cryptoReady);

  describe(`the lock of ${name}`, () => {
    it('gives the secret back to whoever has the passphrase, each time as a copy', async () => {
      const lock = make(entropy);
      const wrapped = await lock.wrap(SECRET.slice(), PASSPHRASE);
      (await lock.unwrap(wrapped, PASSPHRASE)).fill(0);
      expect([...(await lock.unwrap(wrapped, PASSPHRASE.normalize('NFD')))]).toEqual([...SECRET]);
    });

    it('keeps out everybody else', async () => {
      const lock = make(entropy);
      const wrapped = await lock.wrap(SECRET, PASSPHRASE);
      for (const wrong of ['', `${PASSPHRASE} `, PASSPHRASE.toUpperCase()]) {
        await expect(lock.unwrap(wrapped, wrong)).rejects.toMatchObject({ code: 'bad-passphrase' });
      }
      const spoiled = { ...wrapped, ciphertext: wrapped.ciphertext.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) };
      await expect(lock.unwrap(spoiled, PASSPHRASE)).rejects.toMatchObject({ code: 'bad-passphrase' });
    });

    it('wraps a secret anew each time, and shows nothing of it', async () => {
      const lock = make(entropy);
      const [first, second] = [await lock.wrap(SECRET, PASSPHRASE), await lock.wrap(SECRET, PASSPHRASE)];
      expect(toHex(first.salt)).not.toBe(toHex(second.salt));
      expect(toHex(first.ciphertext)).not.toBe(toHex(second.ciphertext));
      expect(toHex(first.ciphertext)).not.toContain(toHex(SECRET.subarray(0, 8)));
    });
  });
}
