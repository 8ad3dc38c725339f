import { exitWith } from './adapters/process.js';
import { beginBook } from './audit/noting-publisher.js';
import type { AnchorConfig } from './config.js';
import { type AnchorContext, type Credentials, createContext, type Overrides } from './context.js';

/** An anchor that takes leaves, and how it is stopped. */
export interface RunningAnchor {
  readonly context: AnchorContext;
  stop(): Promise<void>;
}

/**
 * Brings an anchor up that may write its log.
 * @param onMade told of the context before it is known whether the state is the newest
 */
export async function runAnchor(
  config: AnchorConfig,
  credentials: Credentials,
  { onMade, ...overrides }: Overrides & { readonly onMade: (context: AnchorContext) => void },
): Promise<RunningAnchor> {
  const context = createContext(config, credentials, overrides);
  onMade(context);
  const { anchor, broker, stamper, audit, policyAt, close } = context;
  await anchor.prepare();
  const published = await audit.read('checkpoint');
  // What another published meanwhile came out at a time that this book does not know.
  const isRestored = anchor.status().quorum === 'restored' || overrides.writer !== undefined;
  beginBook(published, { book: audit.book, store: audit.store, policyAt, isRestored });
  // Until then the broker keeps the leaves for the anchor's session, and nothing is acknowledged.
  anchor.start(exitWith, () => broker.start());
  if (credentials.stampKinds.length > 0) stamper.start();
  const stop = async (): Promise<void> => {
    broker.stop();
    await stamper.stop();
    await anchor.stop();
    close();
  };
  return { context, stop };
}
