import Sqlite from 'better-sqlite3';
import type { DatabaseConnection } from 'kysely';
import { CoachError } from '../../error.js';

/** What passes when there is room, when the disk answers, or when another process lets go of the file. */
const AWAY = /^SQLITE_(FULL|BUSY|LOCKED|IOERR|CANTOPEN)/;

const isAway = (error: unknown): boolean => error instanceof Sqlite.SqliteError && AWAY.test(error.code);

/** Whoever uses a database whose disk is full hears that it is not there for now, as of a server that is full. */
export const toldConnection = (connection: DatabaseConnection): DatabaseConnection => ({
  async executeQuery<R>(...query: Parameters<DatabaseConnection['executeQuery']>) {
    try {
      return await connection.executeQuery<R>(...query);
    } catch (cause) {
      if (!isAway(cause)) throw cause;
      const message =
        'The database cannot be written or read: make room on its disk, see who else has it, and try again.';
      throw new CoachError('store-unavailable', message, { cause });
    }
  },
  streamQuery: (...query) => connection.streamQuery(...query),
});
