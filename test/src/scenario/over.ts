import { readdirSync, readFileSync } from 'node:fs';
import type { DemoOptions } from '@fit4work/demo';
import { afterAll, beforeAll } from 'vitest';
import { PostgresServer } from '../../../coach-api/test/index.js';
import { describeWith, type RequirementName, requirement } from '../requirement.js';

/** Where the coach API stores, and who carries the messages. */
export interface Over {
  readonly broker: DemoOptions['broker'];
  readonly store: 'sqlite' | 'postgres';
}

const NEEDS: Readonly<Record<Over['broker'] | Over['store'], readonly RequirementName[]>> = {
  aedes: [],
  mosquitto: ['mosquitto'],
  rabbitmq: ['rabbitmq'],
  sqlite: [],
  postgres: ['postgres'],
};

interface Line {
  /** What tells the demo of it, with an empty database. */
  readonly args: () => Promise<readonly string[]>;
  /** Whether every envelope is stored whole and anchored, of a few at least. */
  readonly isStored: () => Promise<boolean>;
}

/** A suite of the whole line over one broker and one store, where both are installed. */
export function describeOver({ broker, store }: Over, body: (line: Line) => void): void {
  describeWith([...NEEDS[broker], ...NEEDS[store]], `the whole line over ${broker} and ${store}`, () => {
    let server: PostgresServer | undefined;
    let database = '';
    beforeAll(async () => {
      if (store === 'postgres') server = await PostgresServer.start(requirement('postgres').path);
    });
    afterAll(() => server?.stop());
    const args = async (): Promise<readonly string[]> => {
      if (server === undefined) return ['--broker', broker];
      database = await server.createDatabase();
      return ['--broker', broker, '--database', server.url(database)];
    };
    const isStored = async (): Promise<boolean> => {
      if (server === undefined) return true;
      const [row] = await server.run(
        database,
        'SELECT count(*) > 200 AND count(*) = count(anchored_index) AND bool_and(length(bytes) > 200) AS stored FROM envelopes',
      );
      return row?.stored === true;
    };
    body({ args, isStored });
  });
}

/** The process that a run on a folder has of a program, by its id. Linux only. */
export function processOf(state: string, program: string): number | undefined {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const [command = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return command.endsWith(program) && args.some((arg) => arg.startsWith(state));
      } catch {
        return false;
      }
    });
}
