import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { deriveKey, noteSigner, signingKey, type TileReader } from '@fit4work/protocol';
import { openClaimed } from './adapters/claimed-database.js';
import { cookieSealer } from './adapters/cookie-sealer.js';
import type { Principal } from './adapters/http/access.js';
import { stopListening } from './adapters/http/stop-listening.js';
import { httpTileReader } from './adapters/http-log.js';
import { isBare, loadKeys, readPassphrase } from './adapters/key-file.js';
import { stderrLogger } from './adapters/logger.js';
import { CLIENT_ID, MqttLink } from './adapters/mqtt-link.js';
import { OpenidProvider } from './adapters/openid-provider.js';
import { pacedLogger } from './adapters/paced-logger.js';
import { loadCoaches, loadOidc, loadPolicy, type Oidc } from './adapters/settings-files.js';
import { SodiumOpener } from './adapters/sodium-opener.js';
import type { Database } from './adapters/sql/dialect.js';
import { SqlLetterStore } from './adapters/sql/letter-store.js';
import { SqlOpeningStore } from './adapters/sql/opening-store.js';
import { pinger } from './adapters/sql/ping.js';
import { SqlLogState, SqlReadStore } from './adapters/sql/read-store.js';
import { SqlSessionStore } from './adapters/sql/session-store.js';
import { loadTls, type Tls } from './adapters/tls-files.js';
import { Admitting } from './admitting.js';
import { type Looking, lookAlone } from './alone.js';
import { lookAmongOthers } from './among-others.js';
import { type AppOptions, buildApp } from './app.js';
import type { Config } from './config.js';
import type { Secrets } from './core/key-file.js';
import { Metrics } from './core/metrics.js';
import { signersOf } from './core/rotated-keys.js';
import { SessionCodes } from './core/session-codes.js';
import { ErasureCounts } from './counting.js';
import type { JournalOverrides } from './district-means.js';
import { doorsOf } from './doors.js';
import { CoachError } from './error.js';
import { gaugesOf } from './gauges.js';
import type { HeldReads } from './held-reads.js';
import { Login } from './identity/login.js';
import { Sessions, type SessionsOptions } from './identity/sessions.js';
import type { Log } from './log-port.js';
import { Openings } from './openings.js';
import { ownAddress, placeOf } from './own-place.js';
import type { Clock, Coach, Entropy, Inbox, Link, Logger, ReleaseOpener } from './ports.js';
import { readinessOf } from './readiness.js';
import type { Means } from './shared-parts.js';

/** A link that can be started and stopped. */
export interface RunningLink extends Link {
  start(inbox: Inbox): void;
  stop(): Promise<void>;
}

export interface Overrides extends JournalOverrides {
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
  const holder = config.cluster && `${config.cluster.name}-${randomBytes(4).toString('hex')}`;
  const metrics = new Metrics();
  const logger = metrics.counting(overrides.logger ?? pacedLogger(stderrLogger()));
  const onWaiting = (): void => logger.warn('migration-waits');
  const db = await openClaimed({ ...config, clock, holder, work: CLIENT_ID, onTaken, onWaiting });
  try {
    if (isBare(keys, config.keys)) logger.warn('keys-not-sealed');
    const settings = { secrets: keys.secrets, coaches, policy, tls, oidc };
    return await makeContext({ config, overrides, clock, logger, metrics, taken, settings, db, holder });
  } catch (cause) {
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
  readonly db: Database;
  /** Which of several coach APIs this is. */
  readonly holder: string | undefined;
  readonly taken: Context['taken'];
}

async function makeContext(made: Made): Promise<Context> {
  const { config, db } = made;
  const link = makeLink(made);
  const ping = pinger(db.queries);
  const { clock, logger } = made;
  // Sessions, whoever holds reads of them, and what a start finds know of one another.
  const copies = { found: async (): Promise<void> => {} };
  const heldReads = { of: (): readonly HeldReads[] => [] };
  const means = makeMeans(made, link, () => copies.found());
  const login = makeLogin(
    made,
    means,
    toldOf(() => heldReads.of()),
  );
  copies.found = async () => login?.sessions.endBegunBefore(clock.now());
  const looking = await look(made, means, login);
  const { districts, shared, service, registry, people, passing, claimant, names } = looking;
  const { log, reconciling, basis } = shared;
  heldReads.of = () => districts.held.map(({ held }) => held);
  const doors = doorsOf({ districts, claimant, clock, admitting: new Admitting({ registry, clock }) });
  const letters = new SqlLetterStore(db);
  const erasureCounts = new ErasureCounts({ letters, signingKey: means.signingKey, clock });
  const { enrolling, administering, grants, reading, corresponding, programming, recovering } = doors;
  const app = await buildApp({
    ...{ logger, login, passing, guard: guardOf(made, login), ...httpOf(made) },
    gauges: () => gaugesOf(looking),
    enrolment: { enrolling, administering, place: (port) => placeOf(made, means, port) },
    keys: { signingKeys: means.ownKeys, boxKey: means.opener.publicKey, rotations: means.rotations },
    coach: { people, grants, reading, reads: new SqlReadStore(db), basis },
    letters: { corresponding },
    programmes: { programming, basis, clock },
    recovery: { recovering, clock },
    audit: {
      erasureCounts: () => erasureCounts.signed(),
      lineOf: (day) => reconciling.lineOf(day),
    },
    health: { readiness: () => readinessOf({ link, ping, log, reconciling, districts, names: names() }) },
  });
  return {
    ...{ logger, app, taken: made.taken },
    start: () => {
      if (config.tokens) logger.warn('static-tokens-accepted');
      if (log.unwitnessed) logger.warn('log-unwitnessed');
      link.start(service.inbox);
      service.start();
      looking.start(ownAddress(config, portOf(app) ?? config.port));
    },
    stop: async () => {
      log.abandon();
      for (const held of heldReads.of()) held.endAll();
      await stopListening(app);
      await service.stop();
      await looking.stop();
      await link.stop();
      await means.openings.settle();
      await looking.close();
      await db.close();
    },
  };
}

/** What ends or renews a session does so to the reads that are held for it. */
const toldOf = (held: () => readonly HeldReads[]): Pick<SessionsOptions, 'onEnded' | 'onRenewed'> => ({
  onEnded: (coach, session) => {
    for (const reads of held()) reads.endSession(coach, session);
  },
  onRenewed: (before, session) => {
    for (const reads of held()) reads.renewSession(before, session);
  },
});

/** After whom this process looks: everybody, or a part of them among others. */
function look(made: Made, means: Means, login: AppOptions['login']): Promise<Looking> {
  const { config, overrides, db, holder } = made;
  const { databaseUrl: url } = config;
  if (holder === undefined || url === undefined) return lookAlone(means, { config, overrides, db });
  const isStillIn = async ({ principal }: { readonly principal: Principal | undefined }): Promise<boolean> =>
    principal?.id === undefined || (await login?.sessions.peek(principal.id)) !== undefined;
  return lookAmongOthers(means, { config, url, overrides, db, holder, isStillIn });
}

function portOf(app: Context['app']): number | undefined {
  const address = app.server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

function makeLogin(
  { settings, db, holder }: Made,
  { clock, entropy, logger, signingKey: key }: Means,
  told: Pick<SessionsOptions, 'onEnded' | 'onRenewed'>,
): AppOptions['login'] {
  const { oidc, coaches } = settings;
  if (oidc === undefined) return undefined;
  const { issuer, redirectUrl, roles: rules, session: limits } = oidc.settings;
  const provider = new OpenidProvider(oidc.settings, oidc.secret);
  const store = new SqlSessionStore(db);
  const sessions = new Sessions({
    ...{ store, coaches, issuer, rules, limits, clock, entropy, logger, ...told },
    codes: new SessionCodes(key),
  });
  // What one of several coach APIs sealed another may have to open.
  const sealer = cookieSealer(holder === undefined ? undefined : deriveKey(key.secret.subarray(0, 32), 'f4w/v1/login'));
  const login = new Login({ provider, sessions, sealer, rules, limits, clock, entropy });
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
  return (
    overrides.link ??
    new MqttLink({ url: config.brokerUrl, instance: config.cluster?.name, signingKey: key, clock, logger })
  );
}

function makeMeans(made: Made, link: Link, onReplayed: Means['onReplayed']): Means {
  const { config, overrides, settings, db, holder, clock, logger } = made;
  const openingStore = new SqlOpeningStore(db);
  const boxKeys = new SodiumOpener(settings.secrets.boxes);
  const openings = new Openings({ opener: boxKeys, store: openingStore, clock });
  return {
    logState: new SqlLogState(db, holder !== undefined),
    link,
    opener: overrides.opener?.(openings) ?? openings,
    ...{ boxKeys, openings, openingStore },
    signer: noteSigner(OPENINGS_SIGNER, 1, settings.secrets.signingSeed),
    signingKey: signingKey(settings.secrets.signingSeed),
    ownKeys: signersOf(settings.secrets),
    rotations: settings.secrets.rotations?.list ?? [],
    ...{ clock, logger, onReplayed },
    entropy: overrides.entropy ?? ((length) => new Uint8Array(randomBytes(length))),
    read: overrides.tiles ?? httpTileReader(config.logUrl),
    policy: settings.policy,
    unwitnessed: config.unwitnessed,
    provingLog: overrides.log,
    proofTimeoutMs: overrides.proofTimeoutMs ?? PROOF_TIMEOUT_MS,
    ...{ batchMs: config.batchMs, retention: config.retention },
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
