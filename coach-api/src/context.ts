import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { noteSigner, signingKey, type TileReader, toBase64Url } from '@fit4work/protocol';
import { openClaimed } from './adapters/claimed-database.js';
import { openConsentJournal } from './adapters/consent-journal.js';
import { cookieSealer } from './adapters/cookie-sealer.js';
import { openErasureJournal } from './adapters/erasure-journal.js';
import { openExclusionJournal } from './adapters/exclusion-journal.js';
import type { PublicPlace } from './adapters/http/invitation.js';
import { stopListening } from './adapters/http/stop-listening.js';
import { httpTileReader } from './adapters/http-log.js';
import { isBare, loadKeys, readPassphrase } from './adapters/key-file.js';
import { stderrLogger } from './adapters/logger.js';
import { CLIENT_ID, MqttLink } from './adapters/mqtt-link.js';
import { OpenidProvider } from './adapters/openid-provider.js';
import { processGauges } from './adapters/process-gauges.js';
import { loadCoaches, loadOidc, loadPolicy, type Oidc } from './adapters/settings-files.js';
import { SodiumOpener } from './adapters/sodium-opener.js';
import { SqlAdministrationStore } from './adapters/sql/administration-store.js';
import type { Database } from './adapters/sql/dialect.js';
import { SqlLetterStore } from './adapters/sql/letter-store.js';
import { SqlOpeningStore } from './adapters/sql/opening-store.js';
import { pinger } from './adapters/sql/ping.js';
import { SqlLogState, SqlReadStore } from './adapters/sql/read-store.js';
import { SqlRecordStore } from './adapters/sql/record-store.js';
import { SqlRecoveryStore } from './adapters/sql/recovery-store.js';
import { SqlRegistry } from './adapters/sql/registry.js';
import { SqlSealedStore } from './adapters/sql/sealed-store.js';
import { SqlSessionStore } from './adapters/sql/session-store.js';
import { loadTls, type Tls } from './adapters/tls-files.js';
import { type AppOptions, buildApp } from './app.js';
import type { Config } from './config.js';
import type { Secrets } from './core/key-file.js';
import { Metrics } from './core/metrics.js';
import { signersOf } from './core/rotated-keys.js';
import { SessionCodes } from './core/session-codes.js';
import { ErasureCounts } from './counting.js';
import { CoachError } from './error.js';
import { Login } from './identity/login.js';
import { Sessions, type SessionsOptions } from './identity/sessions.js';
import type { ConsentJournal, ErasureJournal, ExclusionJournal } from './journal-port.js';
import type { Log } from './log-port.js';
import { Openings } from './openings.js';
import { assemble, type Means } from './pipeline.js';
import type { Clock, Coach, Entropy, Inbox, Link, Logger, ReleaseOpener } from './ports.js';
import { readinessOf } from './readiness.js';

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
  readonly consentJournal?: (real: ConsentJournal) => ConsentJournal;
  readonly exclusionJournal?: (real: ExclusionJournal) => ExclusionJournal;
  readonly tiles?: TileReader;
  readonly proofTimeoutMs?: number;
}

export interface Context {
  readonly logger: Logger;
  readonly app: Awaited<ReturnType<typeof buildApp>>;
  /** Settles when the database was away and another coach API has it now: this one must stop. */
  readonly taken: Promise<CoachError>;
  /** Begins to take messages and to follow the log. */
  start(): void;
  stop(): Promise<void>;
}

/** Name of the key that signs lines of days; the key is the signing key. */
const OPENINGS_SIGNER = 'fit4work-coach-api';
const PROOF_TIMEOUT_MS = 15_000;

/** What is read from files that the configuration names. */
interface Settings {
  readonly secrets: Secrets;
  readonly coaches: readonly Coach[];
  readonly policy: string;
  readonly tls: Tls | undefined;
  readonly oidc: Oidc | undefined;
}

/** What is open, and has to be closed. */
interface Files {
  readonly db: Database;
  readonly journal: ErasureJournal;
  readonly consentJournal: ConsentJournal;
  readonly exclusionJournal: ExclusionJournal;
}

/** The one place where adapters are made. @throws CoachError `bad-config`, `at-work` */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const [keys, coaches, policy, tls, oidc] = await Promise.all([
    loadKeys(config.keys, () => readPassphrase(config.keys)),
    loadCoaches(config.coaches),
    loadPolicy(config.policy),
    config.tls && loadTls(config.tls),
    config.oidc === undefined ? undefined : loadOidc(config.oidc),
  ]);
  await makeFolder(config.state);
  const clock = overrides.clock ?? { now: () => Math.floor(Date.now() / 1000) };
  const { promise: taken, resolve: onTaken } = promiseOf<CoachError>();
  const db = await openClaimed({ ...config, clock, work: CLIENT_ID, onTaken });
  let [journal, consentJournal, exclusionJournal]: [ErasureJournal?, ConsentJournal?, ExclusionJournal?] = [];
  try {
    journal = await openErasureJournal(config.erasures);
    consentJournal = await openConsentJournal(config.consents);
    exclusionJournal = await openExclusionJournal(config.exclusions);
    const metrics = new Metrics();
    const logger = metrics.counting(overrides.logger ?? stderrLogger());
    if (isBare(keys, config.keys)) logger.warn('keys-not-sealed');
    return await makeContext({
      config,
      overrides,
      ...{ clock, logger, metrics, taken },
      settings: { secrets: keys.secrets, coaches, policy, tls, oidc },
      files: { db, journal, consentJournal, exclusionJournal },
    });
  } catch (cause) {
    await Promise.all([journal, consentJournal, exclusionJournal].map((each) => each?.close()));
    await db.close();
    throw cause;
  }
}

interface Made {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly config: Config;
  readonly overrides: Overrides;
  readonly settings: Settings;
  readonly files: Files;
  readonly taken: Context['taken'];
}

async function makeContext(made: Made): Promise<Context> {
  const { config, files } = made;
  const link = makeLink(made);
  const ping = pinger(files.db.queries);
  const means: Means = makeMeans(made, link);
  const { records, reads, letters, clock, logger } = means;
  const { ledger, log, held, enrolling, administering, reading, reconciling, basis, ...others } = await assemble(means);
  const { registry, journals, corresponding, programming, recovering, service } = others;
  const login = makeLogin(made, means, (coach, session) => held.endSession(coach, session));
  const erasureCounts = new ErasureCounts({ letters, signingKey: means.signingKey, clock });
  const app = await buildApp({
    ...{ logger, login, guard: guardOf(made, login), ...httpOf(made) },
    gauges: () => [
      ...processGauges(),
      { name: 'log_age_seconds', help: 'Since the log was heard.', value: log.age ?? NaN },
      { name: 'log_unwitnessed', help: '1 where POLICY asks no witness.', value: Number(log.unwitnessed) },
    ],
    enrolment: { enrolling, administering, place: (port) => placeOf(made, means, port) },
    keys: { signingKeys: means.ownKeys, boxKey: means.opener.publicKey, rotations: means.rotations },
    coach: { people: { registry, records, ledger, clock }, reading, reads, basis },
    letters: { corresponding },
    programmes: { programming, basis, clock },
    recovery: { recovering, clock },
    audit: {
      erasureCounts: () => erasureCounts.signed(),
      lineOf: (day) => reconciling.lineOf(day),
    },
    health: { readiness: () => readinessOf({ link, ping, log, reconciling, journals }) },
  });
  return {
    ...{ logger, app, taken: made.taken },
    start: () => {
      if (config.tokens) logger.warn('static-tokens-accepted');
      if (log.unwitnessed) logger.warn('log-unwitnessed');
      link.start(service.inbox);
      service.start();
    },
    stop: async () => {
      log.abandon();
      held.endAll();
      await stopListening(app);
      await service.stop();
      await link.stop();
      await means.openings.settle();
      await Promise.all([files.journal, files.consentJournal, files.exclusionJournal].map((each) => each.close()));
      await files.db.close();
    },
  };
}

function makeLogin(
  { settings, files }: Made,
  { clock, entropy, logger, signingKey: key }: Means,
  onEnded: SessionsOptions['onEnded'],
): AppOptions['login'] {
  const { oidc, coaches } = settings;
  if (oidc === undefined) return undefined;
  const { issuer, redirectUrl, roles: rules, session: limits } = oidc.settings;
  const provider = new OpenidProvider(oidc.settings, oidc.secret);
  const store = new SqlSessionStore(files.db);
  const sessions = new Sessions({
    ...{ store, coaches, issuer, rules, limits, clock, entropy, logger, onEnded },
    codes: new SessionCodes(key),
  });
  const login = new Login({ provider, sessions, sealer: cookieSealer(), rules, limits, clock, entropy });
  return { login, sessions, provider, issuer, origin: new URL(redirectUrl).origin, logger };
}

const httpOf = ({ config, settings, clock, metrics }: Made) => ({
  ...{ tls: settings.tls, metrics, limits: { ...config.limits, clock } },
  ...{ connections: config.limits.connections, trustedProxies: config.limits.trustedProxies },
  overTls: settings.tls !== undefined || (config.invitation.url?.startsWith('https:') ?? false),
});

const guardOf = ({ config, settings }: Made, login: AppOptions['login']): AppOptions['guard'] => ({
  login,
  operatorTokenSha256: config.metricsTokenSha256,
  brokerTokenSha256: config.registryTokenSha256,
  tokens: config.tokens ? { coaches: settings.coaches, adminTokenSha256: config.adminTokenSha256 } : undefined,
});

function makeLink({ config, overrides, settings, clock, logger }: Made): RunningLink {
  const key = signingKey(settings.secrets.signingSeed);
  return overrides.link ?? new MqttLink({ url: config.brokerUrl, signingKey: key, clock, logger });
}

function makeMeans(made: Made, link: Link): Means {
  const { config, overrides, settings, files } = made;
  const openingStore = new SqlOpeningStore(files.db);
  const boxKeys = new SodiumOpener(settings.secrets.boxes);
  const openings = new Openings({ opener: boxKeys, store: openingStore, clock: made.clock });
  return {
    registry: new SqlRegistry(files.db),
    administration: new SqlAdministrationStore(files.db),
    records: new SqlRecordStore(files.db),
    reads: new SqlReadStore(files.db),
    letters: new SqlLetterStore(files.db),
    recovery: new SqlRecoveryStore(files.db),
    sealed: new SqlSealedStore(files.db),
    logState: new SqlLogState(files.db),
    journal: overrides.journal?.(files.journal) ?? files.journal,
    consentJournal: overrides.consentJournal?.(files.consentJournal) ?? files.consentJournal,
    exclusionJournal: overrides.exclusionJournal?.(files.exclusionJournal) ?? files.exclusionJournal,
    link,
    opener: overrides.opener?.(openings) ?? openings,
    ...{ boxKeys, openings, openingStore },
    signer: noteSigner(OPENINGS_SIGNER, 1, settings.secrets.signingSeed),
    signingKey: signingKey(settings.secrets.signingSeed),
    ownKeys: signersOf(settings.secrets),
    rotations: settings.secrets.rotations?.list ?? [],
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

function promiseOf<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new CoachError('bad-config', `The folder ${path} cannot be made: check FIT4WORK_COACH_STATE.`, { cause });
  }
}
