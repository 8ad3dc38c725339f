import { type BoxKeyPair, daysOfDate, wipe } from '@fit4work/protocol';
import type { FastifyPluginAsync, FastifyTypeProvider, RawServerDefault } from 'fastify';
import type { XStatic } from 'typebox/schema';
import { PAGE_REFUSALS } from '../../core/refusal-words/page-refusals.js';
import { AgentError } from '../../error.js';
import type { PagePorts } from '../../page-port.js';
import type { PageSessions } from '../../page-sessions.js';

/**
 * What comes in has the type of its schema. What goes out has that of its operation, whose readonly lists no schema's type
 * takes: the schema describes it, and leaves out nothing.
 */
interface PageTypes extends FastifyTypeProvider {
  readonly validator: XStatic<this['schema']>;
  readonly serializer: unknown;
}

/** Seconds for which an answer waits for what other machines of the person share. */
export const CAUGHT_UP_WITHIN = 5;

/** Some routes, and what they need. */
export type RoutesWith<Options extends object> = FastifyPluginAsync<Options, RawServerDefault, PageTypes>;

/** Some routes of the page. */
export type PageRoutes = RoutesWith<PageRoutesOptions>;

/** What every route of the page has. */
interface PageRoutesOptions {
  readonly ports: PagePorts;
  readonly sessions: PageSessions;
  /** Runs what takes the passphrase; one that is wrong counts as a failed try. */
  readonly passphrases: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Lends the vault's key of a session, and takes it back.
 *
 * @throws AgentError `locked`
 */
export async function withVaultKey<T>(
  sessions: PageSessions,
  session: string,
  use: (vaultKey: BoxKeyPair) => Promise<T>,
): Promise<T> {
  const vaultKey = sessions.vaultKey(session);
  if (vaultKey === undefined) throw new AgentError('locked', PAGE_REFUSALS.locked);
  try {
    return await use(vaultKey);
  } finally {
    wipe(vaultKey.secret);
  }
}

/** @throws AgentError `bad-request`, ProtocolError `malformed` where one is in no calendar */
export function checkDays(from: string, until: string): void {
  if (daysOfDate(from) <= daysOfDate(until)) return;
  throw new AgentError('bad-request', PAGE_REFUSALS.daysReversed);
}
