import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { signingKey, type TileReader, toBase64Url } from '@fit4work/protocol';
import { openErasureJournal } from './adapters/erasure-journal.js';
import type { PublicPlace } from './adapters/http/invitation.js';
import { httpTileReader } from './adapters/http-log.js';
import { isBare, loadKeys, readPassphrase } from './adapters/key-file.js';
import { stderrLogger } from './adapters/logger.js';
import { MqttLink } from './adapters/mqtt-link.js';
import { openPostgres } from './adapters/postgres/open.js';
import { loadCoaches, loadPolicy } from './adapters/settings-files.js';
import { SodiumOpener } from './adapters/sodium-opener.js';
import type { Database } from './adapters/sql/dialect.js';
import { SqlLetterStore } from './adapters/sql/letter-store.js';
import { SqlLogState, SqlReadStore } from './adapters/sql/read-store.js';
import { SqlRecordStore } from './adapters/sql/record-store.js';
import { SqlRecoveryStore } from './adapters/sql/recovery-store.js';
import { SqlRegistry } from './adapters/sql/registry.js';
import { SqlSealedStore } from './adapters/sql/sealed-store.js';
import { openSqlite } from './adapters/sqlite/open.js';
import { loadTls, type Tls } from './adapters/tls-files.js';
import { buildApp } from './app.js';
import type { Config } from './config.js';
import type { Secrets } from './core/key-file.js';
import { countErasures } from './counting.js';
import { CoachError } from './error.js';
import type { ErasureJournal } from './journal-port.js';
import { assemble, type Means } from './pipeline.js';
import type { Clock, Coach, Entropy, Inbox, Link, Log, Logger, ReleaseOpener } from './ports.js';

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
  readonly journal?: (real: ErasureJournal) => ErasureJournal;
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

/** What is read from files that the configuration names. */
interface Settings {
  readonly secrets: Secrets;
  readonly coaches: readonly Coach[];
  readonly policy: string;
  readonly tls: Tls | undefined;
}

/** What is open, and has to be closed. */
interface Files {
  readonly db: Database;
  readonly journal: ErasureJournal;
}

/** The one place where adapters are made. @throws CoachError `bad-config` */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const [keys, coaches, policy, tls] = await Promise.all([
    loadKeys(config.keys, () => readPassphrase(config.keys)),
    loadCoaches(config.coaches),
    loadPolicy(config.policy),
    config.tls && loadTls(config.tls),
  ]);
  await makeFolder(config.state);
  const clock = overrides.clock ?? { now: () => Math.floor(Date.now() / 1000) };
  const db = await openDatabase(config, clock);
  let journal: ErasureJournal | undefined;
  try {
    journal = await openErasureJournal(config.erasures);
    const logger = overrides.logger ?? stderrLogger();
    if (isBare(keys, config.keys)) logger.warn('keys-not-sealed');
    return await makeContext({
      config,
      overrides,
      clock,
      logger,
      settings: { secrets: keys.secrets, coaches, policy, tls },
      files: { db, journal },
    });
  } catch (cause) {
    await journal?.close();
    await db.close();
    throw cause;
  }
}

interface Made {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: Config;
  readonly overrides: Overrides;
  readonly settings: Settings;
  readonly files: Files;
}

async function makeContext(made: Made): Promise<Context> {
  const { config, settings, files } = made;
  const link = makeLink(made);
  const means: Means = makeMeans(made, link);
  const { registry, records, reads, letters, clock, logger } = means;
  const { ledger, log, enrolling, reading, basis, corresponding, programming, recovering, service } =
    await assemble(means);
  const app = await buildApp({
    ...{ logger, tls: settings.tls },
    enrolment: {
      ...{ enrolling, registry, adminTokenSha256: config.adminTokenSha256 },
      place: (port) => placeOf(made, means, port),
    },
    coach: { coaches: settings.coaches, people: { registry, records, ledger, clock }, reading, reads, basis },
    letters: { coaches: settings.coaches, corresponding },
    programmes: { coaches: settings.coaches, programming, basis, clock },
    recovery: { recovering, clock },
    audit: { erasureCounts: () => countErasures({ letters, signingKey: means.signingKey, clock }) },
    health: { readiness: () => ({ broker: link.connected, log: log.ready }) },
  });
  return {
    ...{ logger, app },
    start: () => {
      link.start(service.inbox);
      service.start();
    },
    stop: async () => {
      log.abandon();
      await app.close();
      await service.stop();
      await link.stop();
      await files.journal.close();
      await files.db.close();
    },
  };
}

function makeLink({ config, overrides, settings, clock, logger }: Made): RunningLink {
  const key = signingKey(settings.secrets.signingSeed);
  return overrides.link ?? new MqttLink({ url: config.brokerUrl, signingKey: key, clock, logger });
}

function makeMeans(made: Made, link: Link): Means {
  const { config, overrides, settings, files } = made;
  const opener = new SodiumOpener(settings.secrets.boxes);
  return {
    registry: new SqlRegistry(files.db),
    records: new SqlRecordStore(files.db),
    reads: new SqlReadStore(files.db),
    letters: new SqlLetterStore(files.db),
    recovery: new SqlRecoveryStore(files.db),
    sealed: new SqlSealedStore(files.db),
    logState: new SqlLogState(files.db),
    journal: overrides.journal?.(files.journal) ?? files.journal,
    link,
    opener: overrides.opener?.(opener) ?? opener,
    held: opener,
    signingKey: signingKey(settings.secrets.signingSeed),
    clock: made.clock,
    entropy: overrides.entropy ?? ((length) => new Uint8Array(randomBytes(length))),
    logger: made.logger,
    read: overrides.tiles ?? httpTileReader(config.logUrl),
    policy: settings.policy,
    provingLog: overrides.log,
    proofTimeoutMs: overrides.proofTimeoutMs ?? PROOF_TIMEOUT_MS,
    batchMs: config.batchMs,
  };
}

/** What an invitation tells of this service, where nobody said otherwise: where it listens, and what it connects to itself. */
function placeOf({ config, settings }: Made, { signingKey: key, opener }: Means, port = config.port): PublicPlace {
  const { url, brokerUrl, logUrl, certificates } = config.invitation;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return {
    coachApi: {
      url: url ?? `${settings.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
      signingKey: toBase64Url(key.publicKey),
      boxKey: toBase64Url(opener.publicKey),
      certificates: settings.tls === undefined ? certificates : [...certificates, settings.tls.sha256],
    },
    broker: { url: brokerUrl },
    log: { url: logUrl, policy: settings.policy },
  };
}

/** @throws CoachError `bad-config` */
export const openDatabase = ({ databaseUrl, state }: Config, clock: Clock): Promise<Database> =>
  databaseUrl === undefined ? openSqlite(join(state, 'coach.db')) : openPostgres(databaseUrl, clock.now());

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CoachError('bad-config', `The folder ${path} cannot be made: check FIT4WORK_COACH_STATE.`, { cause });
  }
}
