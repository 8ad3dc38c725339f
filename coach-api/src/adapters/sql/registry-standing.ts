import { setImmediate as turn } from 'node:timers/promises';
import { prefixOf } from '@fit4work/protocol';
import { sql } from 'kysely';
import { agentName } from '../../core/agent-standing.js';
import type { RegistryStanding, Standing } from '../../ports.js';
import type { Queries } from './dialect.js';

/** After every digit that a pseudonym has. */
export const AFTER = 'g';

const DIGITS = [...'0123456789abcdef'];
/** Rows of retirements that are counted before others have their turn. */
const AT_ONCE = 16_384;

/** Agents and retirements only ever become more; suspensions come and go, and are few. */
export async function standingOf(db: Queries): Promise<RegistryStanding> {
  const count = (table: 'agents' | 'retirements') =>
    db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
  const [agents, retirements, held, challenges] = [
    await count('agents'),
    await count('retirements'),
    await heldOff(db),
    await db.selectFrom('challenges').select(['number', 'ends']).orderBy('number').execute(),
  ];
  return {
    came: [agents.count, retirements.count].join(),
    held,
    challengeEnds: new Map(challenges.map(({ number, ends }) => [number, ends])),
  };
}

/** What `standingOf` counts, by the beginnings of pseudonyms. */
export async function standingOfParts(db: Queries): Promise<ReadonlyMap<string, Standing>> {
  const parts = new Map<string, Standing>();
  const at = (prefix: string): Standing => parts.get(prefix) ?? { came: '', held: [] };
  const add = (prefix: string, what: string): void => {
    const { came, held } = at(prefix);
    parts.set(prefix, { came: `${came},${what}`, held });
  };
  for (const digit of DIGITS) {
    for (const { prefix, count } of await agentsUnder(db, digit)) add(prefix, `${count}`);
    await turn();
  }
  for (const [prefix, count] of await retirementsOfParts(db)) add(prefix, `r${count}`);
  for (const name of await heldOff(db)) {
    const { came, held } = at(prefixOf(name));
    parts.set(prefixOf(name), { came, held: [...held, name] });
  }
  return parts;
}

const prefix = sql<string>`substr(pseudonym, 1, 2)`.as('prefix');

const agentsUnder = (db: Queries, digit: string) =>
  db
    .selectFrom('agents')
    .select(prefix)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('pseudonym', '>=', digit)
    .where('pseudonym', '<', `${digit}${AFTER}`)
    .groupBy(sql`1`)
    .execute();

async function retirementsOfParts(db: Queries): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const newest = await db
    .selectFrom('retirements')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst();
  for (let from = 0; from < (newest?.id ?? 0); from += AT_ONCE) {
    const rows = await db
      .selectFrom('retirements')
      .select(prefix)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('id', '>', from)
      .where('id', '<=', from + AT_ONCE)
      .groupBy(sql`1`)
      .execute();
    for (const row of rows) counts.set(row.prefix, (counts.get(row.prefix) ?? 0) + row.count);
    await turn();
  }
  return counts;
}

/** The agents that the administrator holds off, in order. */
async function heldOff(db: Queries): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('suspensions')
    .select(['pseudonym', 'agent'])
    .orderBy('pseudonym')
    .orderBy('agent')
    .execute();
  return rows.map(agentName);
}
