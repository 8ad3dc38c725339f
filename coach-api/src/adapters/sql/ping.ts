import { sql } from 'kysely';
import type { Queries } from './dialect.js';

const TIMEOUT_MS = 2_000;

/** Whether the database answers. Who asks while it is asked waits for the same answer. */
export function pinger(db: Queries): () => Promise<boolean> {
  let asked: Promise<boolean> | undefined;
  return () => {
    asked ??= answers(db).finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

async function answers(db: Queries): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), TIMEOUT_MS);
  });
  const said = sql`SELECT 1`.execute(db).then(
    () => true,
    () => false,
  );
  const answered = await Promise.race([said, late]);
  clearTimeout(timer);
  return answered;
}
