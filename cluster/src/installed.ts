import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError, programsOf } from '@fit4work/demo';
import { ClusterError } from './error.js';

/** Where Debian keeps each version of PostgreSQL. */
const VERSIONS = '/usr/lib/postgresql';

/** @returns the folder of PostgreSQL's programs @throws ClusterError `missing-program` */
export function postgresPrograms(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const found = versions
    .map((version) => join(VERSIONS, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  if (found !== undefined) return found;
  throw new ClusterError(
    'missing-program',
    'The cluster needs PostgreSQL, which is not installed: install Debian’s postgresql.',
  );
}

/** @throws ClusterError `missing-program` */
export function assertInstalled(): void {
  postgresPrograms();
  try {
    programsOf('rabbitmq');
  } catch (cause) {
    if (!(cause instanceof DemoError)) throw cause;
    throw new ClusterError(
      'missing-program',
      'The cluster needs RabbitMQ, which is not installed: install Debian’s rabbitmq-server.',
      { cause },
    );
  }
}

/** Who runs PostgreSQL, which refuses to be root; undefined: whoever runs this. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (option: string): number => Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
