import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { refuseKeysFile, writeKeys } from './keys-file.js';

const folder = mkdtempSync(join(tmpdir(), 'fit4work-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plan = { port: 0, wearables: [] };

describe('a file of keys', () => {
  it('that came to be while the wearables were started is left as it is', () => {
    const file = join(folder, 'late');
    refuseKeysFile(file);
    writeFileSync(file, 'kept', { mode: 0o644 });
    expect(() => writeKeys(file, plan)).toThrow(/exists already; name another/);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['kept', 0o644]);
  });

  it('is never written through a link, even to nowhere', () => {
    const file = join(folder, 'link');
    symlinkSync(join(folder, 'target'), file);
    expect(() => refuseKeysFile(file)).toThrow(/exists already/);
    expect(() => writeKeys(file, plan)).toThrow(/exists already/);
  });
});
