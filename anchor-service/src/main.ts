#!/usr/bin/env node
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import sodium from 'libsodium-wrappers';
import { FileLogFolder } from './adapters/file-log-folder.js';
import { createJournal } from './adapters/journal.js';
import { auditorsPage } from './adapters/page-routes.js';
import { announceListening, exitWith, listen, runProcess } from './adapters/process.js';
import { buildApp } from './app.js';
import { beginBook } from './audit/noting-publisher.js';
import { readEnv, toAnchorConfig } from './config.js';
import { type AnchorContext, createContext, readCredentials } from './context.js';

runProcess(async () => {
  await sodium.ready;
  useHasher(nodeHasher);
  const config = toAnchorConfig(readEnv());
  const credentials = await readCredentials(config);
  let context: AnchorContext | undefined;
  const app = buildApp({
    read: new FileLogFolder(config.logDir).read,
    status: () => context?.anchor.status(),
    indexOf: (leaf) => context?.store.indexOf(leaf),
    audit: () => context?.audit,
    page: auditorsPage(createJournal('fit4work-anchor')),
    submission: config.senders && (() => context?.submission),
    limits: config,
    server: { connectionsOfOne: config.connectionsOfOne },
  });
  // Before any file is made: a busy port leaves nothing behind.
  const port = await listen(app, config.host, config.port);
  context = createContext(config, credentials);
  const { anchor, broker, stamper, audit, policyAt, close } = context;
  await anchor.prepare();
  const [published, isRestored] = [await audit.read('checkpoint'), anchor.status().quorum === 'restored'];
  beginBook(published, { book: audit.book, store: audit.store, policyAt, isRestored });
  // Until then the broker keeps the leaves for the anchor's session, and nothing is acknowledged.
  anchor.start(exitWith, () => broker.start());
  if (credentials.stampKinds.length > 0) stamper.start();
  announceListening(port);
  return async () => {
    broker.stop();
    await stamper.stop();
    await anchor.stop();
    await app.close();
    close();
  };
});
