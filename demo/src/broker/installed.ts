import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readEnv } from '../config.js';
import { DemoError } from '../error.js';
import { BROKERS, type BrokerName } from './names.js';

/** What each broker needs of the system: programs, and the package of Debian that has them. */
const NEEDS: Readonly<Record<BrokerName, { readonly programs: readonly string[]; readonly debian: string }>> = {
  aedes: { programs: [], debian: '' },
  mosquitto: { programs: ['mosquitto'], debian: 'mosquitto' },
  // Not what Debian has in its PATH, which becomes another user.
  rabbitmq: { programs: ['../lib/rabbitmq/bin/rabbitmq-server', 'epmd'], debian: 'rabbitmq-server' },
};
/** Where Debian keeps servers that are not on an ordinary user's PATH. */
const SERVERS = ['/usr/sbin', '/usr/local/sbin', '/usr/bin'];

const searched = (): readonly string[] => [...(readEnv().PATH ?? '').split(delimiter), ...SERVERS];

/** @returns the paths of what a broker needs @throws DemoError `missing-program` */
export function programsOf(broker: BrokerName, folders: readonly string[] = searched()): readonly string[] {
  const { programs, debian } = NEEDS[broker];
  return programs.map((name) => {
    const path = folders
      .filter((folder) => folder !== '')
      .map((folder) => join(folder, name))
      .find(isProgram);
    if (path !== undefined) return path;
    const others = BROKERS.filter((other) => other !== broker).join(' or ');
    throw new DemoError(
      'missing-program',
      `--broker ${broker} needs ${name.slice(name.lastIndexOf('/') + 1)}, which is not installed: install Debian's ${debian}, or give --broker ${others}.`,
    );
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
