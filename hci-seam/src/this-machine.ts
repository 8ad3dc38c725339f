import fs = require('node:fs');

import asSupported = require('./kernel-support');

import type { KernelSocketClass } from './kernel-socket';
import type { Machine } from './machine';

import transport = require('./transport');

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The only place of this room that reads the environment or the file system. */
const thisMachine: Machine = {
  platform: process.platform,
  variable: (name) => process.env[name],
  list: (folder) => orUndefined(() => fs.readdirSync(folder)),
  read: (file) => orUndefined(() => fs.readFileSync(file, 'utf8')),
  kernelSocket: () =>
    asSupported(
      require('@abandonware/bluetooth-hci-socket') as KernelSocketClass,
      require.resolve('@abandonware/bluetooth-hci-socket'),
    ),
  stream: transport.streamTransport,
};

export = thisMachine;
