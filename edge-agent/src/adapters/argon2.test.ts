import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toHex } from '@fit4work/protocol';
import { describe, expect, it } from 'vitest';
import { argon2 } from './argon2.js';

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

describe('the key of a passphrase', () => {
  it('is the same as ever, so that what was wrapped under it opens', async () => {
    expect(toHex(await argon2('een lange zin om te onthouden, één keer', SALT))).toBe(
      'd6bb2ca379be63763f59163bff6d81886cd547489107100baa125aa5286254d3',
    );
  });

  it.each(['false', join(tmpdir(), 'no-such-program')])(
    'is refused where the process for it ends or does not begin, and nothing waits (%s)',
    async (program) => {
      await expect(argon2('a passphrase', SALT, program)).rejects.toMatchObject({ code: 'no-memory' });
    },
  );

  it('leaves nothing of the memory that it took in the process that asked for it', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', GROWN, BUILT]);
    expect(JSON.parse(stdout)).toBeLessThan(MOST_LEFT);
  });
});
