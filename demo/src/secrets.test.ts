import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toRecoveryWords } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formsOf, type Searched, searchSecrets, sentenceOf } from './secrets.js';
import { sha256Hex } from './state.js';

const TOKEN = 'c29tZS1yYW5kb20tdG9rZW4tb2YtMzI';
const ROOT = Uint8Array.from({ length: 32 }, (_, i) => (i * 53 + 7) % 256);
const WORDS = toRecoveryWords(ROOT);
const PASSPHRASE = 'Zb3kQ9wYt0LmXr5u';
const CODE = 'AQIDBAUGBwgJCgsMDQ4PEA';

let searched: Searched;
const write = (path: string, content: string | Uint8Array): void => {
  const file = join(searched.root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};
const seen = (): string[] => searchSecrets(searched).map(({ marker, place }) => `${marker} in ${place}`);

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), 'secrets-'));
  const folder = join(root, 'employees/003');
  const manifest = { canary: '00ff', coachToken: TOKEN, adminToken: sha256Hex('administrator') };
  searched = { root, manifest, people: [{ folder, number: 3, words: WORDS }] };
  write('employees/003/passphrase', `${PASSPHRASE}\n`);
  write('employees/003/invitation.json', JSON.stringify({ code: CODE }));
  write('employees/003/wearable.key', sha256Hex('wearable').slice(0, 32));
  write('keys/registry.token', sha256Hex('broker'));
  write('manifest.json', JSON.stringify(manifest));
});
afterEach(() => rmSync(searched.root, { recursive: true }));

describe('the search for secrets and for what was written in confidence', () => {
  it('passes over the files that are there for them', () => {
    write('employees/003/vault.db', sentenceOf(searched.manifest, 'to-coach'));
    expect(seen()).toEqual([]);
  });

  it.each([
    ['a passphrase', PASSPHRASE],
    ['the code of an invitation', `{"code":"${CODE}"}`],
    ['the key of a wearable in hexadecimal', sha256Hex('wearable').slice(0, 32)],
    ['the key of a wearable', Buffer.from(sha256Hex('wearable').slice(0, 32), 'hex')],
    ['the token of the coach', `Bearer ${TOKEN}`],
    ['the token of the administrator', sha256Hex('administrator')],
    ['recovery words', WORDS],
    ['what recovery words stand for', ROOT],
  ])('sees %s in a log, a packet and a core', (name, content) => {
    for (const place of ['logs/broker.log', 'recorded/0001 broker', 'cores/anchor/core']) write(place, content);
    for (const place of ['logs/broker.log', 'recorded/0001 broker', 'cores/anchor/core'])
      expect(seen()).toContain(`${name} in ${place}`);
  });

  it('sees the token of the broker where neither broker nor anchor keep it', () => {
    const places = ['logs/broker.log', 'recorded/0001 coach', 'cores/coach-api/core', 'cores/broker/core'];
    for (const place of places) write(place, sha256Hex('broker'));
    expect(seen().sort()).toEqual(
      ['cores/coach-api/core', 'logs/broker.log', 'recorded/0001 coach'].map(
        (place) => `the token of the broker in ${place}`,
      ),
    );
  });

  it('sees the words of a person even in the vault, and a passphrase in the file of another', () => {
    write('employees/003/vault.db', WORDS);
    write('employees/004/passphrase', PASSPHRASE);
    expect(seen().sort()).toEqual([
      'a passphrase in employees/004/passphrase',
      'recovery words in employees/003/vault.db',
    ]);
  });

  it.each(['to-person', 'to-coach', 'title', 'advice', 'note'] as const)('sees what was written (%s)', (text) => {
    write('coach-api/coach.db', sentenceOf(searched.manifest, text));
    expect(seen()).toEqual([`what was written (${text}) in coach-api/coach.db`]);
  });

  it('sees a secret in other writings: 16-bit letters, hexadecimal, base64 wherever it begins', () => {
    const texts = [0, 1, 2, 3].map((before) => Buffer.from('x'.repeat(before) + TOKEN).toString('base64'));
    const writings = [Buffer.from(TOKEN, 'utf16le'), Buffer.from(TOKEN).toString('hex'), ...texts];
    for (const writing of writings) {
      write('leak', writing);
      expect(seen().every((sighting) => sighting.startsWith('the token of the coach in '))).toBe(true);
      expect(seen()).not.toEqual([]);
    }
  });

  it('has no form of a secret that could be met by chance', () => {
    expect(Math.min(...formsOf('a passphrase', PASSPHRASE).map(({ bytes }) => bytes.length))).toBeGreaterThanOrEqual(
      16,
    );
  });
});
