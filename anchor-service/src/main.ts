#!/usr/bin/env node
import { nodeHasher } from '@fit4work/node-hasher';
import { useHasher } from '@fit4work/protocol';
import { helpText } from '@fit4work/settings';
import sodium from 'libsodium-wrappers';
import { FileLogFolder } from './adapters/file-log-folder.js';
import { createJournal } from './adapters/journal.js';
import { auditorsPage } from './adapters/page-routes.js';
import { announceListening, listen, runProcess } from './adapters/process.js';
import { buildApp } from './app.js';
import { readEnv, toAnchorConfig } from './config.js';
import { type AnchorContext, readCredentials } from './context.js';
import { runAnchor } from './running-anchor.js';
import { ANCHOR_PROGRAM } from './settings.js';
import type { SharedAnchor } from './shared-anchor.js';

async function start(): Promise<() => Promise<void>> {
  await sodium.ready;
  useHasher(nodeHasher);
  const config = toAnchorConfig(readEnv());
  const credentials = await readCredentials(config);
  let context: AnchorContext | undefined;
  let shared: SharedAnchor | undefined;
  const { databaseUrl } = config;
  const app = buildApp({
    read: new FileLogFolder(config.logDir).read,
    status: () => context?.anchor.status(),
    standing: () => shared?.standing() ?? { role: databaseUrl === undefined ? 'alone' : 'standby' },
    indexOf: (leaf) => context?.store.indexOf(leaf),
    audit: () => context?.audit,
    page: auditorsPage(createJournal('fit4work-anchor')),
    submission: config.senders && (() => context?.submission),
    limits: config,
    server: { connectionsOfOne: config.connectionsOfOne },
  });
  // Before any file is made: a busy port leaves nothing behind.
  const port = await listen(app, config.host, config.port);
  const onMade = (made: AnchorContext): void => {
    context = made;
  };
  if (databaseUrl !== undefined) {
    // Loaded where it is used: one that is alone has no room for a driver.
    const { standBy } = await import('./shared-anchor.js');
    shared = await standBy({ ...config, databaseUrl }, credentials, onMade);
  }
  const alone = shared === undefined ? await runAnchor(config, credentials, { onMade }) : undefined;
  announceListening(port);
  return async () => {
    await alone?.stop();
    await shared?.stop();
    await app.close();
  };
}

if (process.argv.includes('--help')) process.stdout.write(helpText(ANCHOR_PROGRAM));
else runProcess(start);
