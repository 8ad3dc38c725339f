import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError } from '../error.js';
import { writeWhole } from '../state.js';
import type { Supervisor } from '../supervisor.js';
import { deployed } from './deployed.js';
import { foreign } from './foreign-spec.js';
import { programsOf } from './installed.js';

/** The longest path of a Unix socket, bytes. */
const LONGEST_SOCKET = 107;

/** @returns the path of the socket behind which Mosquitto believes names @throws DemoError `missing-program`, `bad-state` */
export async function startMosquitto(supervisor: Supervisor, folder: string): Promise<string> {
  const [program = ''] = programsOf('mosquitto');
  const file = (name: string): string => join(folder, name);
  const socket = file('behind.sock');
  if (Buffer.byteLength(socket) > LONGEST_SOCKET) {
    throw new DemoError('bad-state', `${socket} is too long for a Unix socket: name a shorter folder with --state.`);
  }
  // Only its owner reaches the socket.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const settings = deployed('mosquitto.conf', {
    '/run/mosquitto-behind/broker.sock': socket,
    '/etc/mosquitto/fit4work.acl': file('acl'),
    '/var/lib/mosquitto/': `${folder}/`,
  });
  writeWhole(file('acl'), deployed('mosquitto.acl'));
  // As root it would become another user, who cannot read this folder.
  writeWhole(file('mosquitto.conf'), `${process.getuid?.() === 0 ? 'user root\n' : ''}${settings}`);
  const spec = foreign({ name: 'mosquitto', answers: socket, command: [program, '-c', file('mosquitto.conf')] });
  await supervisor.service(spec, () => undefined);
  return socket;
}
