import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programsOf } from './installed.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'installed-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function install(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

describe('what a broker needs of the system', () => {
  it('is nothing for our own', () => {
    expect(programsOf('aedes', [])).toEqual([]);
  });

  it('is found in the folders that are looked through, in their order', () => {
    const path = install('sbin/mosquitto');
    expect(programsOf('mosquitto', [join(folder, 'bin'), join(folder, 'sbin')])).toEqual([path]);
  });

  it.each([
    [
      'mosquitto',
      /^--broker mosquitto needs mosquitto, which is not installed: install Debian's mosquitto, or give --broker aedes or rabbitmq\.$/,
    ],
    ['rabbitmq', /^--broker rabbitmq needs rabbitmq-server, .* install Debian's rabbitmq-server, /],
  ] as const)('is named where it is missing, with what to do: %s', (broker, message) => {
    expect(() => programsOf(broker, [folder])).toThrow(message);
  });

  it('is missing where a file of its name cannot be run', () => {
    chmodSync(install('mosquitto'), 0o644);
    expect(() => programsOf('mosquitto', [folder])).toThrow(/not installed/);
  });
});
