import childProcess = require('node:child_process');
import fs = require('node:fs');

import type { KernelSocketClass } from './kernel-socket';

const PROTOCOLS = '/proc/net/protocols';
const PROBE_MS = 10_000;

/** What the other process does: it may end as badly as it likes once it has said what it met. */
const PROBE = `
  const say = (text) => require('node:fs').writeSync(1, text);
  try {
    new (require(process.argv[1]))();
    say('{}');
  } catch (error) {
    say(JSON.stringify({ message: String(error.message), code: error.code, errno: error.errno, syscall: error.syscall }));
  }
`;

/**
 * The genuine class where the kernel has Bluetooth, and elsewhere one that throws what the genuine one would. Where no socket
 * can be had, the genuine one leaves an object behind whose end takes the process with it (seen with 0.5.3-12 on Node 24):
 * that is tried in another process.
 */
function asSupported(Genuine: KernelSocketClass, file: string): KernelSocketClass {
  if (hasProtocol()) return Genuine;
  const met = probe(file);
  if (met.message === undefined) return Genuine;
  return class NoKernelSocket {
    constructor() {
      throw Object.assign(new Error(met.message), met);
    }
  } as unknown as KernelSocketClass;
}

/** Once its sockets are there the kernel names them; before, the first one asked for may load the module. */
function hasProtocol(): boolean {
  try {
    return /^HCI\s/m.test(fs.readFileSync(PROTOCOLS, 'utf8'));
  } catch {
    return false;
  }
}

function probe(file: string): { readonly message?: string } {
  const { stdout } = childProcess.spawnSync(process.execPath, ['-e', PROBE, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: PROBE_MS,
  });
  try {
    return JSON.parse(stdout) as { message?: string };
  } catch {
    return { message: 'the kernel socket ended the process that tried it' };
  }
}

export = asSupported;
