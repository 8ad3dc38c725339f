import { type RawBuilder, sql } from 'kysely';

/**
 * Of people whose pseudonym begins so, by an index that begins with it; of everybody where that is empty.
 *
 * @param column where the pseudonym is
 */
export function within(district: string, column = 'pseudonym'): RawBuilder<boolean> {
  if (district === '') return sql<boolean>`true`;
  const pseudonym = sql.ref(column);
  // Hexadecimal digits come before this letter.
  return sql<boolean>`(${pseudonym} >= ${district} AND ${pseudonym} < ${`${district}g`})`;
}
