import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '@fit4work/protocol';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toSettings } from '../config.js';
import { createContext } from '../context.js';
import { isCurrent } from '../core/findings.js';
import { closeFolder } from './folder-exposure.js';

let folder: string;

beforeAll(() => cryptoReady);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

/** Opens the state as every command does. @returns what was noticed and is news */
async function opened(): Promise<readonly string[]> {
  const { vault, findings } = await createContext(toSettings({ FIT4WORK_AGENT_STATE: folder }), () => undefined);
  const told = (await findings.findings()).filter((each) => isCurrent(each, Math.floor(Date.now() / 1000)));
  await vault.close();
  return told.map(({ code }) => code);
}

describe('a state folder that others on the machine could read', () => {
  it('is closed when it is opened, and what they could read is told', async () => {
    expect(await opened()).toEqual([]);
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'vault.db'), 0o644);
    expect(await opened()).toEqual(['folder-was-open']);
    expect(modeOf(folder)).toBe(0o700);
  });

  it('is closed without a word where they could read nothing in it', async () => {
    await opened();
    chmodSync(join(folder, 'vault.db'), 0o600);
    chmodSync(join(folder, 'vault.db-head'), 0o600);
    chmodSync(folder, 0o755);
    expect([await opened(), modeOf(folder)]).toEqual([[], 0o700]);
    // Nobody but the owner gets so far as the file.
    chmodSync(join(folder, 'vault.db'), 0o644);
    expect(await opened()).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is told as open where it cannot be closed', () => {
    expect(closeFolder('/proc/self', 'status')).toBe('open');
  });

  it('says nothing where a platform has no such modes', () => {
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'vault.db'), '', { mode: 0o666 });
    expect(closeFolder(folder, 'vault.db', 'win32')).toBe('none');
  });
});
