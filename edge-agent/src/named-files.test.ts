import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady, identityKey, utf8 } from '@fit4work/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildProgram } from './cli.js';
import { openManifest, signManifest } from './core/export/manifest.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'named-files-'));
  writeFileSync(join(folder, 'latin1'), Buffer.from('een lánge zin\n', 'latin1'));
  writeFileSync(join(folder, 'passphrase'), 'een lange zin\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('bytes that are no UTF-8 are refused and never replaced', () => {
  it.each([
    ['of an invitation', ['enrol', 'latin1', '--unattended', '--passphrase-file', 'passphrase'], 'invitation'],
    [
      'of the 24 words',
      ['recover', '--coach', 'http://127.0.0.1:9', '--words-file', 'latin1', '--passphrase-file', 'passphrase'],
      'words',
    ],
    ['of a wearable’s key', ['pair', '--address', 'c0:00:00:00:00:01', '--key-file', 'latin1'], 'key'],
  ])('%s', async (_, args, thing) => {
    const named = args.map((arg) => (arg === 'latin1' || arg === 'passphrase' ? join(folder, arg) : arg));
    const run = buildProgram({ FIT4WORK_AGENT_STATE: join(folder, 'state') }).parseAsync(named, { from: 'user' });
    await expect(run).rejects.toMatchObject({ code: 'bad-file', message: expect.stringMatching(`${thing}.* UTF-8`) });
  });

  it('of a manifest, also where it is signed', async () => {
    await cryptoReady;
    const key = identityKey(new Uint8Array(32));
    const manifest = new Uint8Array([
      ...utf8('{"format":"fit4work-export","version":1,"pseudonym":"'),
      0xe1,
      ...utf8('","newest":0,"samples":{},"members":[]}'),
    ]);
    expect(() => openManifest(manifest, signManifest(manifest, key), key.publicKey)).toThrow(
      expect.objectContaining({ code: 'unsound' }),
    );
  });
});
