import sodium from 'libsodium-wrappers';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/kit.js';
import { makeKeys } from '../../test/memory-log.js';
import { killMirror } from '../../test/mirror-kills.js';

vi.setConfig({ testTimeout: 1_800_000 });

it('a mirror leaves a sound copy behind 100 kills while the log grows', async () => {
  await sodium.ready;
  const folder = temporaryFolder();
  await expect(killMirror(folder.path, makeKeys(), { kills: 100, seed: 7 })).resolves.toBeUndefined();
  folder.remove();
});
