import { readdirSync, readFileSync } from 'node:fs';
import {
  addDays,
  addSignatures,
  cosign,
  encodeVkey,
  entryHash,
  formatProof,
  formatSignedCheckpoint,
  inclusionProof,
  noteSigner,
  rootOfEntries,
  signCheckpoint,
  toHex,
} from '@fit4work/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VectorFile } from '../../vectors/src/run.js';
import { type Bundle, bundlePage } from './browser-bundle.js';
import { type ProofFiles, ready } from './browser-page.js';
import { type BrowserTab, openTab } from './browser-tab.js';
import { describeWith } from './requirement.js';

const FOLDER = new URL('../../vectors/', import.meta.url);
const VECTORS = readdirSync(FOLDER).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));

let bundle: Bundle;
let tab: BrowserTab;
/** The same functions in Node. */
const here = await ready;
type Name = keyof typeof here;

/** Calls a function of the page in the browser. */
const there = <N extends Name>(name: N, ...args: Parameters<(typeof here)[N]>): Promise<unknown> =>
  tab.page.evaluate(
    async ([name, args]) => {
      const { ready } = globalThis as unknown as { ready: Promise<Record<string, (...args: unknown[]) => unknown>> };
      return (await ready)[name]?.(...args);
    },
    [name, args] as const,
  );

describeWith(['chromium'], 'the protocol in Chromium', () => {
  beforeAll(async () => {
    bundle = await bundlePage('test/src/browser-page.ts');
    tab = await openTab(bundle.code);
  });
  afterAll(() => tab?.close());

  it('is made of itself and its libraries, with nothing in the place of Node', () => {
    expect(bundle.parts).toEqual([
      '@noble/hashes',
      '@scure/base',
      '@scure/bip39',
      'libsodium',
      'libsodium-wrappers',
      'protocol/dist',
      'test/src',
      'vectors/src',
    ]);
    // It looks whether it runs on Node before it asks for anything.
    expect(bundle.askNode).toEqual(['libsodium']);
  });

  it('seals the same envelope as Node, and each opens the other’s', async () => {
    const theirs = await there('sealEnvelope', 0xa1);
    expect(theirs).toBe(await here.sealEnvelope(0xa1));
    const plaintexts = await here.openEnvelope(0xa1, String(theirs));
    expect(await there('openEnvelope', 0xa1, await here.sealEnvelope(0xa1))).toEqual(plaintexts);
    expect(plaintexts.every((plaintext) => plaintext.length > 0)).toBe(true);
  });

  it('seals with the browser’s own randomness what Node opens, and the other way round', async () => {
    const secret = 'c0ffee'.repeat(11);
    const [first, second] = [String(await there('sealSecret', secret)), String(await there('sealSecret', secret))];
    expect(first).not.toBe(second);
    expect(await Promise.all([first, second].map((sealed) => here.openSecret(sealed)))).toEqual([secret, secret]);
    expect(await there('openSecret', await here.sealSecret(secret))).toBe(secret);
  });

  it('finds the same root behind the same recovery words', async () => {
    const root = '7f'.repeat(32);
    const words = String(await there('recoveryWords', root));
    expect(words).toBe(await here.recoveryWords(root));
    expect(await there('recoveredRoot', words)).toBe(root);
  });

  describe('verifies a proof that Node made', () => {
    it('with its checkpoint and the quorum of its witnesses', async () => {
      const files = await proofFiles(2);
      const verified = await there('verifyProof', files);
      expect(verified).toEqual(await here.verifyProof(files));
      expect(verified).toMatchObject({
        size: 11,
        index: 6,
        cosigned: [
          ['w0', 1_790_000_000],
          ['w1', 1_790_000_001],
        ],
      });
    });

    it('and refuses it short of a quorum, for another leaf, and with a bit turned', async () => {
      const files = await proofFiles(2);
      const other = { ...files, leaf: toHex(leaf(5)) };
      expect(await there('verifyProof', await proofFiles(1))).toBe('quorum-not-met');
      expect(await there('verifyProof', other)).toBe('wrong-proof');
      const codes = new Set<unknown>();
      for (const at of [30, 60, 120, 400, files.proof.length / 2 - 20]) {
        codes.add(await there('verifyProof', { ...files, proof: turned(files.proof, at) }));
      }
      expect([...codes].filter((code) => typeof code !== 'string')).toEqual([]);
    });
  });

  it.each([
    ['Europe/Brussels', '2026-01-01', 366],
    ['Europe/Brussels', '1996-03-20', 250],
    ['America/St_Johns', '2006-03-20', 240],
    ['Australia/Lord_Howe', '2026-03-25', 200],
    ['Pacific/Apia', '2011-12-20', 20],
    ['America/Sao_Paulo', '2018-10-25', 140],
  ])('counts the civil days of %s from %s on as Node does', async (zone, first, count) => {
    const days = Array.from({ length: count }, (_, i) => addDays(first, i));
    const theirs = (await there('civilDays', { zone, days })) as number[][];
    expect(theirs).toEqual(await here.civilDays({ zone, days }));
    const lengths = new Set(theirs.map(([, start = 0, end = 0]) => end - start));
    expect(lengths.size).toBeGreaterThan(1);
  });

  it.each(VECTORS)('accepts and refuses the vectors of %s as they say, as many as Node', async (name) => {
    const file = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as VectorFile;
    const theirs = await there('vectors', name, file);
    expect(theirs).toEqual({ ...file.count, failures: [] });
    expect(theirs).toEqual(await here.vectors(name, file));
  });

  it('asked nobody but its own server, and had nothing to complain of', () => {
    const { complaints, origin, requested } = tab;
    expect(requested.filter((url) => !url.startsWith(`${origin}/`))).toEqual([]);
    expect(requested).toContain(`${origin}/page.js`);
    expect(complaints).toEqual([]);
  });

  it('is held to a policy that refuses what is not its script', async () => {
    const { complaints, origin, page } = tab;
    await expect(page.evaluate((url) => fetch(url).then(() => 'fetched'), `${origin}/x`)).rejects.toThrow(/fetch/);
    expect(complaints.join(' ')).toMatch(/Content Security Policy/);
  });
});

const leaf = (i: number): Uint8Array => new Uint8Array(32).fill(i + 1);

/** A proof of the seventh of eleven leaves, cosigned by the first witnesses of three, of which two are needed. */
async function proofFiles(cosigners: number): Promise<ProofFiles> {
  const leaves = Array.from({ length: 11 }, (_, i) => leaf(i));
  const log = noteSigner('log.example/chromium', 1, new Uint8Array(32).fill(1));
  const witnesses = [0, 1, 2].map((i) => noteSigner(`witness.example/${i}`, 4, new Uint8Array(32).fill(2 + i)));
  const signed = signCheckpoint({ origin: log.key.name, size: leaves.length, root: rootOfEntries(leaves) }, log);
  const lines = witnesses.slice(0, cosigners).map((witness, i) => cosign(signed.text, 1_790_000_000 + i, witness));
  const tile = new Uint8Array(Buffer.concat(leaves.map(entryHash)));
  const hashes = await inclusionProof({ read: async () => tile, size: leaves.length }, 6);
  const checkpoint = formatSignedCheckpoint(addSignatures(signed, lines));
  const policy = [
    `log ${encodeVkey(log.key)}`,
    ...witnesses.map(({ key }, i) => `witness w${i} ${encodeVkey(key)}`),
    'group two 2 w0 w1 w2',
    'quorum two',
  ];
  return {
    policy: `${policy.join('\n')}\n`,
    proof: toHex(formatProof({ index: 6, hashes, checkpoint })),
    leaf: toHex(leaf(6)),
  };
}

/** The same bytes in hexadecimal with one bit of one byte turned. */
function turned(hex: string, at: number): string {
  const bytes = Buffer.from(hex, 'hex');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('hex');
}
