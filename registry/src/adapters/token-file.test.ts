import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTokenFile } from './token-file.js';

const TOKEN = 'x'.repeat(22);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'f4w-registry-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(text: string, { mode = 0o600, isCredential = false } = {}): Promise<string> {
  const path = join(folder, 'registry.token');
  await writeFile(path, text);
  await chmod(path, mode);
  return readTokenFile({ path, setting: 'THE_SETTING', credentials: isCredential ? folder : undefined });
}

describe('the file of the token for the registry', () => {
  it.each([TOKEN, `${TOKEN}\n`, `${TOKEN}\r\n`])('holds the token in one line: %j', async (text) => {
    expect(await read(text)).toBe(TOKEN);
  });

  it.each([
    ['short enough to be guessed', 'x'.repeat(21)],
    ['empty', ''],
    ['of two lines', `${TOKEN}\n${TOKEN}\n`],
    ['with a space', `${TOKEN} ${TOKEN}`],
    ['longer than a token is', 'x'.repeat(257)],
    ['longer than it is read', 'x'.repeat(2_000)],
  ])('is refused where it is %s, without a word of what is in it', async (_title, text) => {
    const error = await read(text).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'bad-token-file', message: expect.stringContaining('one line of 22 to 256') });
    expect(String(error)).not.toContain('xxx');
  });

  it('is its owner’s alone, but for a credential of the unit, whose folder nobody else enters', async () => {
    await expect(read(TOKEN, { mode: 0o640 })).rejects.toThrow('set its mode to 0600');
    expect(await read(TOKEN, { mode: 0o440, isCredential: true })).toBe(TOKEN);
    await expect(read(TOKEN, { mode: 0o444, isCredential: true })).rejects.toThrow('set its mode to 0600');
  });

  it('is named with its setting where it is not there', async () => {
    const missing = readTokenFile({ path: join(folder, 'none'), setting: 'THE_SETTING', credentials: undefined });
    await expect(missing).rejects.toThrow('none cannot be read: point THE_SETTING to it.');
  });
});
