import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Running
 * @property {string} name
 * @property {number} pid
 * @property {number} port
 * @property {any} ports all that it said when it listened
 * @property {import('node:events').EventEmitter} said `line` for each that it says on its standard output
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop
 */

/** Seconds of a core that the threads of a process took so far. @param {number} pid */
export function cpuOf(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  // Nanoseconds on a core stand first (proc(5), sched-stats).
  const times = threads.map((thread) =>
    Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1'), 10),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e9;
}

/** MiB in memory. @param {number} pid */
export function memoryOf(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kib) / 1024;
}

/** @param {number} pid */
export const filesOf = (pid) => readdirSync(`/proc/${pid}/fd`).length;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/**
 * A process that says when it listens: in a line of JSON on its standard output, or in words of its own elsewhere.
 * @param {{ name: string, command: string, args: readonly string[], env?: Record<string, string>, listens?: { says: string, port: number } }} options
 * @returns {Promise<Running>}
 */
async function start({ name, command, args, env = {}, listens }) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = createInterface(child.stdout);
  let words = '';
  const ports = await new Promise((resolve, reject) => {
    said.once('line', (line) => listens ?? resolve(JSON.parse(line)));
    child.stderr.on('data', (chunk) => {
      words = `${words}${chunk}`.slice(-4_000);
      if (listens !== undefined && words.includes(listens.says)) resolve(listens);
    });
    child.once('exit', () => reject(new Error(`${name} ended: ${words}`)));
    child.once('error', reject);
  });
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return { name, pid: child.pid ?? 0, port: ports.port, ports, said, stop };
}

/** Our broker, whole, of the process that is shipped. @param {{ url: string, services: string }} registry @param {Record<string, string>} [more] settings @param {readonly string[]} [flags] of Node */
export const startOurs = (registry, more = {}, flags = []) =>
  start({
    ...{
      name: 'fit4work',
      command: process.execPath,
      args: [...flags, fileURLToPath(new URL('../../broker/dist/main.js', import.meta.url))],
    },
    env: {
      FIT4WORK_BROKER_PORT: '0',
      FIT4WORK_BROKER_REGISTRY_URL: registry.url,
      FIT4WORK_BROKER_SERVICES: registry.services,
      ...more,
    },
  });

export const startAedes = () =>
  start({
    name: 'aedes',
    command: process.execPath,
    args: [fileURLToPath(new URL('bare-aedes.mjs', import.meta.url))],
  });

/** Debian's Mosquitto, with the topic law as its access control file; any name is believed. @param {string} program @param {string} root */
export async function startMosquitto(program, root) {
  const port = await freePort();
  // As root it would become another user, who cannot read the folder.
  const asRoot = process.getuid?.() === 0 ? ['user root'] : [];
  const acl = fileURLToPath(new URL('../../deploy/mosquitto.acl', import.meta.url));
  const settings = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'max_queued_messages 0', ...asRoot];
  writeFileSync(join(root, 'mosquitto.conf'), [...settings, `acl_file ${acl}`, ''].join('\n'));
  return await start({
    ...{ name: 'mosquitto', command: program, args: ['-c', join(root, 'mosquitto.conf')] },
    listens: { says: 'running', port },
  });
}
