import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toHex } from '@fit4work/protocol';
import { afterAll, describe, expect, it } from 'vitest';
import { argon2 } from './argon2.js';

const folder = mkdtempSync(join(tmpdir(), 'argon2-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SALT = Uint8Array.from({ length: 16 }, (_, at) => at);
const BUILT = new URL('../../dist/adapters/argon2.js', import.meta.url).href;
/** What a process may have grown by after several passphrases, in MiB: one thread for them took 14 to 20. */
const MOST_LEFT = 6;

/** Derives some keys in a process that does nothing else, and says by how many MiB it has grown. */
const GROWN = `
const { readFileSync } = require('node:fs');
const resident = () => Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
import(process.argv[1]).then(async ({ argon2 }) => {
  const key = () => argon2('a passphrase', new Uint8Array(16));
  const before = resident();
  for (let i = 0; i < 3; i++) await key();
  console.log(JSON.stringify(resident() - before));
});`;

/** In a folder that is deleted, and with options for Node that end every process. */
const ELSEWHERE = `
require('node:fs').rmdirSync(process.env.LEAVES);
process.env.NODE_OPTIONS = '--require=/nowhere';
import(process.argv[1]).then(async ({ argon2 }) => {
  process.stdout.write(String((await argon2('a passphrase', new Uint8Array(16))).length));
});`;

/** A program that ends with this status, as the process that found no memory does. */
function program(status: number): string {
  const path = join(folder, `ends-${status}`);
  writeFileSync(path, `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
  return path;
}

describe('the key of a passphrase', () => {
  it('is the same as ever, so that what was wrapped under it opens', async () => {
    expect(toHex(await argon2('een lange zin om te onthouden, één keer', SALT))).toBe(
      'd6bb2ca379be63763f59163bff6d81886cd547489107100baa125aa5286254d3',
    );
  });

  it.each(['false', join(tmpdir(), 'no-such-program')])(
    'is refused where the process for it ends or does not begin, and nothing waits (%s)',
    async (program) => {
      await expect(argon2('a passphrase', SALT, program)).rejects.toMatchObject({ code: 'passphrase-untried' });
    },
  );

  it('is made whatever is set where the agent was started, and wherever that was', async () => {
    const gone = mkdtempSync(join(folder, 'gone-'));
    const env = { ...process.env, NODE_OPTIONS: '--no-warnings', LEAVES: gone };
    const run = promisify(execFile)(process.execPath, ['-e', ELSEWHERE, BUILT], { cwd: gone, env });
    expect((await run).stdout).toBe('32');
  });

  it('says that there is no memory only where its process found none', async () => {
    await expect(argon2('a passphrase', SALT, program(3))).rejects.toMatchObject({ code: 'no-memory' });
    await expect(argon2('a passphrase', SALT, program(1))).rejects.toMatchObject({ code: 'passphrase-untried' });
  });

  it('leaves nothing of the memory that it took in the process that asked for it', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', GROWN, BUILT]);
    expect(JSON.parse(stdout)).toBeLessThan(MOST_LEFT);
  });
});
