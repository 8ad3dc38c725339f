import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foreign, type Supervisor } from '@fit4work/demo';
import { DATABASE } from './core/parts.js';
import { type Account, postgresAccount, postgresPrograms } from './installed.js';
import { quietPort } from './quiet-port.js';

/** A moment in which what a killed server left ends by itself, milliseconds. */
const REVIVE_AFTER = 1_000;
const INITDB = ['--no-sync', '--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C'];

/**
 * Starts a PostgreSQL server with a folder of its own, on loopback alone.
 *
 * @param root the folder of the run, through which the server's account has to pass
 * @returns its port
 */
export async function startPostgres(supervisor: Supervisor, root: string): Promise<number> {
  const [bin, account, port] = [postgresPrograms(), postgresAccount(), await quietPort()];
  const folder = join(root, DATABASE);
  mkdirSync(folder, { mode: 0o700 });
  if (account !== undefined) {
    chmodSync(root, 0o711);
    chownSync(folder, account.uid, account.gid);
  }
  execFileSync(join(bin, 'initdb'), ['-D', folder, ...INITDB], { ...account, cwd: '/', stdio: 'pipe' });
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories=', 'shared_buffers=32MB'];
  const server = [join(bin, 'postgres'), '-D', folder, ...settings.flatMap((each) => ['-c', each])];
  const command = account === undefined ? server : [...become(account), ...server];
  await supervisor.service(
    { ...foreign({ name: DATABASE, answers: port, command }), reviveAfter: REVIVE_AFTER },
    () => undefined,
  );
  return port;
}

/** The first process of the server, by what it wrote down itself. @param root the folder of the run */
export const processOfPostgres = (root: string): number =>
  Number(readFileSync(join(root, DATABASE, 'postmaster.pid'), 'utf8').split('\n')[0]);

const become = ({ uid, gid }: Account): readonly string[] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
];
