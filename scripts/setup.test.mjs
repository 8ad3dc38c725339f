import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkHash, parsePackageManager } from './house/registry.mjs';
import { currentStamp, recordedStamp, recordStamp } from './house/stamp.mjs';
import { buildOptions, checkNode, headersPrefix, missingCompilers, nativeModuleIsBuilt } from './house/toolchain.mjs';
import { root } from './setup.mjs';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'fit4work-setup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the pinned package manager', () => {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

  it('is read with its version and hash', () => {
    expect(parsePackageManager(packageManager)).toMatchObject({
      name: 'pnpm',
      sha512: expect.stringMatching(/^[0-9a-f]{128}$/),
    });
  });

  it('is refused without a hash', () => {
    for (const field of [undefined, 'pnpm@10.34.9', 'yarn@4.0.0+sha512.00', packageManager.slice(0, -1)]) {
      expect(() => parsePackageManager(field)).toThrow(/"packageManager" must have the form/);
    }
  });

  it('is refused where a single bit of its tarball differs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), (bytes, place) => {
        const pinned = { name: 'pnpm', version: '1.0.0', sha512: createHash('sha512').update(bytes).digest('hex') };
        expect(() => checkHash(bytes, pinned)).not.toThrow();
        const other = Uint8Array.from(bytes);
        const bit = place % (bytes.length * 8);
        other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => checkHash(other, pinned)).toThrow(/does not have the pinned SHA-512/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the toolchain', () => {
  it('accepts the oldest Node that is named and refuses the one before', () => {
    for (const version of ['20.19.0', '20.20.2', '24.21.0']) expect(() => checkNode(version, '>=20.19')).not.toThrow();
    expect(() => checkNode('20.18.3', '>=20.19')).toThrow(/^This is Node 20\.18\.3, but 20\.19 or newer is needed/);
  });

  it('compiles no SQLite driver where one that brings its binaries runs', () => {
    const lists = ['9', '10'].map((napi) => buildOptions(napi).join());
    expect(lists[0]).toBe('');
    expect(lists[1]).toMatch(/^--config\.onlyBuiltDependencies=@abandonware\/[^,]*,[^,]*$/);
  });

  it('names what is missing, and honours CXX', () => {
    expect(missingCompilers({ PATH: '' })).toEqual(['python3', 'make', 'gcc', 'g++']);
    expect(missingCompilers({ PATH: '', CXX: `${process.execPath} -m64` })).toEqual(['python3', 'make', 'gcc']);
    expect(missingCompilers({ PATH: '', CXX: '/nowhere/clang++' })).toContain('/nowhere/clang++');
  });

  it('takes headers of exactly the running version', () => {
    const include = join(folder, 'prefix', 'include', 'node');
    mkdirSync(join(folder, 'prefix', 'bin'), { recursive: true });
    mkdirSync(include, { recursive: true });
    const node = join(folder, 'prefix', 'bin', 'node');
    writeFileSync(node, '');
    const header = ['MAJOR 99', 'MINOR 1', 'PATCH 2'].map((line) => `#define NODE_${line.replace(' ', '_VERSION ')}\n`);
    writeFileSync(join(include, 'node_version.h'), header.join(''));
    expect(headersPrefix(node, '99.1.2')).toBe(join(folder, 'prefix'));
    expect(headersPrefix(node, '99.1.3')).toBeUndefined();
  });
});

describe('the record of a finished installation', () => {
  const checkout = join(folder, 'stamped');
  beforeEach(() => {
    rmSync(checkout, { recursive: true, force: true });
    mkdirSync(join(checkout, 'node_modules'), { recursive: true });
    mkdirSync(join(checkout, 'broker'));
    for (const name of ['package.json', 'pnpm-lock.yaml', 'broker/package.json'])
      writeFileSync(join(checkout, name), name);
  });

  it('is what was recorded as long as nothing changes', () => {
    expect(recordedStamp(checkout)).toBeUndefined();
    recordStamp(checkout, currentStamp(checkout));
    expect(recordedStamp(checkout)).toEqual(currentStamp(checkout));
  });

  it('is void when the lockfile or any manifest changes', () => {
    const before = currentStamp(checkout).inputs;
    for (const name of ['pnpm-lock.yaml', 'broker/package.json']) {
      writeFileSync(join(checkout, name), 'changed');
      expect(currentStamp(checkout).inputs).not.toBe(before);
      writeFileSync(join(checkout, name), name);
    }
    expect(currentStamp(checkout).inputs).toBe(before);
  });
});

describe('setup on a machine that lacks something', () => {
  const checkout = join(folder, 'fresh');
  const setupIn = (env) => run(process.execPath, [join(checkout, 'scripts', 'setup.mjs')], { env });
  beforeEach(() => {
    rmSync(checkout, { recursive: true, force: true });
    mkdirSync(checkout);
    for (const name of ['scripts', 'sqlite-seam/src', 'package.json', 'pnpm-lock.yaml'])
      cpSync(join(root, name), join(checkout, name), { recursive: true });
  });

  it('says in one sentence which compiler is missing, before it writes anything', async () => {
    expect(nativeModuleIsBuilt(checkout)).toBe(false);
    await expect(setupIn({ PATH: '', HOME: folder })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr:
        /^Native modules have to be compiled, but python3, make, gcc, g\+\+ are missing: on Debian .* "xcode-select --install"\.\n$/,
    });
    expect(readdirSync(checkout).sort()).toEqual(['package.json', 'pnpm-lock.yaml', 'scripts', 'sqlite-seam']);
    expect(existsSync(join(folder, '.cache'))).toBe(false);
  });

  it('uses neither a cached nor a downloaded package manager that is not the pinned one', async () => {
    const cache = join(folder, 'cache');
    mkdirSync(join(cache, 'fit4work'), { recursive: true });
    const { version } = parsePackageManager(
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager,
    );
    writeFileSync(join(cache, 'fit4work', `pnpm-${version}.tgz`), 'something else');
    const tools = join(folder, 'tools');
    mkdirSync(tools, { recursive: true });
    for (const name of ['python3', 'make', 'gcc', 'g++']) {
      writeFileSync(join(tools, name), '');
      chmodSync(join(tools, name), 0o755);
    }
    // Stands for a registry that serves other bytes: the folder to pack into is npm's last argument.
    const npm = `#!/bin/sh\nfor last; do :; done\necho other > "$last/pnpm-${version}.tgz"\n`;
    writeFileSync(join(tools, 'npm'), npm, { mode: 0o755 });
    const env = { PATH: tools, HOME: folder, XDG_CACHE_HOME: cache };
    await expect(setupIn(env)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: /does not have the pinned SHA-512/,
    });
    expect(existsSync(join(checkout, 'node_modules'))).toBe(false);
  });
});
