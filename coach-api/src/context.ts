import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  boxKeyPair,
  LogError,
  LogView,
  type Policy,
  type SigningKey,
  signingKey,
  type TileReader,
} from '@fit4work/protocol';
import { httpTileReader } from './adapters/http-log.js';
import { stderrLogger } from './adapters/logger.js';
import { MqttLink } from './adapters/mqtt-link.js';
import { loadCoaches, loadPolicy, loadSecrets } from './adapters/settings-files.js';
import { SodiumOpener } from './adapters/sodium-opener.js';
import { type Database, openDatabase } from './adapters/sqlite/database.js';
import { SqliteLogState, SqliteReadStore } from './adapters/sqlite/read-store.js';
import { SqliteRecordStore } from './adapters/sqlite/record-store.js';
import { SqliteRegistry } from './adapters/sqlite/registry.js';
import { Anchoring } from './anchoring.js';
import { buildApp } from './app.js';
import { Batcher } from './batcher.js';
import type { Config } from './config.js';
import { ConsentLedger } from './consent-ledger.js';
import { Enrolling } from './enrolling.js';
import { CoachError } from './error.js';
import { Ingestion } from './ingestion.js';
import { Lapse } from './lapse.js';
import { LeafSender } from './leaf-sender.js';
import type { Clock, Entropy, Inbox, Link, Log, Logger, ReleaseOpener } from './ports.js';
import { ReadCourier } from './read-courier.js';
import { Reading } from './reading.js';
import { Service } from './service.js';
import { WitnessedLog } from './witnessed-log.js';

/** A link that can be started and stopped. */
export interface RunningLink extends Link {
  start(inbox: Inbox): void;
  stop(): Promise<void>;
}

export interface Overrides {
  readonly clock?: Clock;
  readonly entropy?: Entropy;
  readonly logger?: Logger;
  readonly link?: RunningLink;
  readonly log?: Log;
  readonly opener?: (real: ReleaseOpener) => ReleaseOpener;
  readonly tiles?: TileReader;
  readonly proofTimeoutMs?: number;
}

export interface Context {
  readonly logger: Logger;
  readonly app: Awaited<ReturnType<typeof buildApp>>;
  /** Begins to take messages and to follow the log. */
  start(): void;
  stop(): Promise<void>;
}

const PROOF_TIMEOUT_MS = 15_000;

interface Means {
  readonly config: Config;
  readonly overrides: Overrides;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signing: SigningKey;
  readonly opener: ReleaseOpener;
  readonly db: Database;
  readonly link: RunningLink;
}

/** The one place where adapters are made. @throws CoachError `bad-config` */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const [secrets, coaches, policy] = await Promise.all([
    loadSecrets(config.keys),
    loadCoaches(config.coaches),
    loadPolicy(config.policy),
  ]);
  const clock = overrides.clock ?? { now: () => Math.floor(Date.now() / 1000) };
  const logger = overrides.logger ?? stderrLogger();
  const signing = signingKey(secrets.signingSeed);
  const real = new SodiumOpener(boxKeyPair(secrets.boxSecret));
  const opener = overrides.opener?.(real) ?? real;
  const link = overrides.link ?? new MqttLink({ url: config.brokerUrl, signingKey: signing, clock, logger });
  await makeFolder(config.state);
  const db = await openDatabase(join(config.state, 'coach.db'));
  try {
    const means = { config, overrides, clock, logger, signing, opener, db, link };
    return await assemble(means, { coaches, policy });
  } catch (cause) {
    await db.destroy();
    throw cause;
  }
}

interface Settings {
  readonly coaches: Awaited<ReturnType<typeof loadCoaches>>;
  readonly policy: Awaited<ReturnType<typeof loadPolicy>>;
}

async function assemble(means: Means, { coaches, policy }: Settings): Promise<Context> {
  const { config, overrides, clock, logger, signing, opener, db, link } = means;
  const registry = new SqliteRegistry(db);
  const records = new SqliteRecordStore(db);
  const reads = new SqliteReadStore(db);
  const ledger = new ConsentLedger(records, logger);
  const leaves = new LeafSender({ link, logger, batchMs: config.batchMs });
  const log = await makeLog(means, leaves, { policy: policy.policy, onGrown: () => anchoring.grown() });
  const anchoring = new Anchoring({ records, log, logger, clock });
  const courier = new ReadCourier({ reads, link, leaves, log, logger, clock });
  const entropy = overrides.entropy ?? ((length) => new Uint8Array(randomBytes(length)));
  const reading = new Reading({
    ...{ registry, records, ledger, reads, opener, clock, entropy, logger },
    log: overrides.log ?? log,
    signingKey: signing,
    proofTimeoutMs: overrides.proofTimeoutMs ?? PROOF_TIMEOUT_MS,
    onRecorded: () => courier.wake(),
  });
  const ingestion = new Ingestion({
    ...{ registry, records, ledger, link, logger, clock, opener },
    signingKey: signing,
    onStored: () => anchoring.wake(),
  });
  const batcher = new Batcher({ process: (batch) => ingestion.process(batch), logger, batchMs: config.batchMs });
  const lapse = new Lapse({ registry, records, ledger, clock, logger });
  const service = new Service({ batcher, log, anchoring, courier, leaves, lapse, logger });
  const app = await buildApp({
    logger,
    enrolment: {
      enrolling: new Enrolling({ registry, clock, entropy }),
      registry,
      adminTokenSha256: config.adminTokenSha256,
      signingKey: signing.publicKey,
      boxKey: opener.publicKey,
      policy: policy.text,
    },
    coach: { coaches, people: { registry, records, ledger, clock }, reading, reads },
    health: { readiness: () => ({ broker: link.connected, log: log.ready }) },
  });
  return {
    logger,
    app,
    start: () => {
      link.start(service.inbox);
      service.start();
    },
    stop: async () => {
      log.abandon();
      await app.close();
      await service.stop();
      await link.stop();
      await db.destroy();
    },
  };
}

interface LogSettings {
  readonly policy: Policy;
  readonly onGrown: () => void;
}

async function makeLog({ config, overrides, db, logger }: Means, leaves: LeafSender, settings: LogSettings) {
  const read = overrides.tiles ?? httpTileReader(config.logUrl);
  const state = new SqliteLogState(db);
  const view = openView(settings.policy, read, await state.load());
  return new WitnessedLog({ view, read, state, leaves, logger, onGrown: settings.onGrown });
}

/** @throws CoachError `bad-config` when the policy and the kept checkpoint do not belong together */
function openView(policy: Policy, read: TileReader, state: string | undefined): LogView {
  try {
    return new LogView({ policy, read, state });
  } catch (cause) {
    if (!(cause instanceof LogError)) throw cause;
    throw new CoachError(
      'bad-config',
      `The policy does not fit: ${cause.message} Check FIT4WORK_COACH_POLICY, and that FIT4WORK_COACH_STATE is of the same log.`,
      { cause },
    );
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CoachError('bad-config', `The folder ${path} cannot be made: check FIT4WORK_COACH_STATE.`, { cause });
  }
}
