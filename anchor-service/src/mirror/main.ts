#!/usr/bin/env node
import { mkdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { nodeHasher } from '@fit4work/node-hasher';
import { type TileReader, useHasher } from '@fit4work/protocol';
import { settingsHelp } from '@fit4work/settings';
import { Command } from 'commander';
import sodium from 'libsodium-wrappers';
import { FileLogFolder } from '../adapters/file-log-folder.js';
import { createJournal } from '../adapters/journal.js';
import { auditorsPage } from '../adapters/page-routes.js';
import { type PolicyFile, readPolicy } from '../adapters/policy-file.js';
import { announceListening, exitWith, listen, runProcess } from '../adapters/process.js';
import { lockState } from '../adapters/state-lock.js';
import { readEnv } from '../config.js';
import { AnchorError } from '../error.js';
import { EvidenceFolder } from '../evidence/evidence-folder.js';
import type { Journal } from '../ports.js';
import { MIRROR_PROGRAM } from '../settings.js';
import { openSource } from '../verify/sources.js';
import { buildMirrorApp } from './app.js';
import { type MirrorConfig, toMirrorConfig } from './config.js';
import { Follower } from './follower.js';
import { Mirror, type Outcome } from './mirror.js';
import { Staging } from './staging.js';
import { StampCopies } from './stamp-copies.js';

const EXIT_CODES: Readonly<Record<Outcome, number>> = { current: 0, advanced: 0, refused: 1, alarm: 1, silent: 2 };

new Command('fit4work-mirror')
  .description('Keeps and serves a verified copy of a log. Its settings are variables of the environment.')
  .option(
    '--once',
    'asks the log once, prints the state as JSON and ends: 0 copied, 1 refused or alarm, 2 the log did not answer',
  )
  .addHelpText(
    'after',
    [
      '',
      settingsHelp(MIRROR_PROGRAM.settings),
      '',
      'Example:',
      '  FIT4WORK_MIRROR_SOURCE=https://log.example FIT4WORK_MIRROR_LOG_DIR=copy FIT4WORK_MIRROR_STATE=state \\',
      '    FIT4WORK_MIRROR_POLICY=policy FIT4WORK_MIRROR_PORT=8080 fit4work-mirror',
    ].join('\n'),
  )
  .action(({ once }: { once?: true }) => (once === true ? runOnce().catch(exitWith) : runProcess(serve)))
  .parse();

/** What is read before anything is written, so that a wrong setting leaves nothing behind. */
interface Prepared {
  readonly config: MirrorConfig;
  readonly source: TileReader;
  readonly policy: PolicyFile;
}

async function prepare(): Promise<Prepared> {
  await sodium.ready;
  useHasher(nodeHasher);
  const config = toMirrorConfig(readEnv());
  return { config, source: openSource(config.source), policy: readPolicy(config.policyFile) };
}

async function serve(): Promise<() => Promise<void>> {
  const prepared = await prepare();
  const { config } = prepared;
  const journal = createJournal('fit4work-mirror');
  let mirror: Mirror | undefined;
  const app = buildMirrorApp({
    read: new FileLogFolder(config.logDir).read,
    status: () => mirror?.status(),
    page: auditorsPage(journal),
    server: { connectionsOfOne: config.connectionsOfOne },
  });
  // Before any file is made: a busy port leaves nothing behind.
  const port = await listen(app, config.host, config.port);
  const unlock = lockOf(config);
  mirror = createMirror(prepared, journal);
  await mirror.open(true);
  const follower = new Follower(mirror, config.pollMs, journal);
  follower.start(exitWith);
  announceListening(port);
  return async () => {
    follower.stop();
    await app.close();
    unlock();
  };
}

async function runOnce(): Promise<void> {
  const prepared = await prepare();
  const unlock = lockOf(prepared.config);
  const mirror = createMirror(prepared, createJournal('fit4work-mirror'));
  await mirror.open(false);
  const outcome = await mirror.attempt();
  writeSync(1, `${JSON.stringify({ outcome, ...mirror.status() })}\n`);
  process.exitCode = EXIT_CODES[outcome];
  unlock();
}

function lockOf({ state }: MirrorConfig): () => void {
  try {
    mkdirSync(state, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const message = 'FIT4WORK_MIRROR_STATE cannot be made: give a folder that can be written.';
    throw new AnchorError('bad-config', message, { cause });
  }
  return lockState(join(state, 'mirror'), 'mirror');
}

function createMirror({ config, source, policy }: Prepared, journal: Journal): Mirror {
  const ports = {
    source,
    folder: new FileLogFolder(config.logDir),
    staging: new Staging(join(config.state, 'fetched')),
    evidence: new EvidenceFolder(join(config.state, 'evidence')),
    companions: [new StampCopies()],
    journal,
    clock: () => Math.floor(Date.now() / 1000),
  };
  return new Mirror(ports, {
    policy,
    stateFile: join(config.state, 'mirror.json'),
    silentSeconds: config.silentSeconds,
  });
}
