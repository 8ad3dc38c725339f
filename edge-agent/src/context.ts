import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import {
  cryptoReady,
  keyIdOf,
  signingKey,
  signToken,
  type TileReader,
  TOPICS,
  toBase64Url,
  toHex,
} from '@fit4work/protocol';
import { coachApiClient, coachTime, isListed } from './adapters/coach-api-client.js';
import { closeFolder, type Exposure } from './adapters/folder-exposure.js';
import { httpTiles, httpTime } from './adapters/http.js';
import { SodiumPassphraseLock } from './adapters/sodium-passphrase.js';
import { isVaultThere } from './adapters/sqlite-emptied.js';
import { openStore } from './adapters/sqlite-store.js';
import { unmakeVault } from './adapters/sqlite-unmade.js';
import { inStateFolder } from './adapters/state-folder.js';
import type { WearableCentral } from './central-port.js';
import { CoachKeys } from './coach-keys.js';
import { type AgentConfig, type AgentSettings, toConfig } from './config.js';
import { ENROL_REFUSALS } from './core/refusal-words/enrol-refusals.js';
import { Drain } from './drain.js';
import { enrolled, isWorthless } from './enrol.js';
import { AgentError } from './error.js';
import { LogFollower } from './log-follower.js';
import { noticingRadio } from './notice-radio.js';
import { Noticed } from './noticed.js';
import type { PageLogins } from './page-logins.js';
import { Patience, type Waiting } from './patience.js';
import type {
  Clock,
  CoachApiAt,
  Entropy,
  FindingStore,
  Identity,
  Outbox,
  PassphraseLock,
  Report,
  Vault,
} from './ports.js';
import { codeOf, reportTo } from './report.js';

export interface Context {
  readonly config: AgentConfig;
  readonly vault: Vault;
  readonly outbox: Outbox;
  readonly logins: PageLogins;
  readonly findings: FindingStore;
  readonly lock: PassphraseLock;
  readonly coachApi: CoachApiAt;
  readonly entropy: Entropy;
  readonly clock: Clock;
  readonly report: Report;
}

const VAULT = 'vault.db';
const POOL = 4096;

/** Random bytes out of a pool: asking the kernel for one nonce at a time would dominate sealing. */
function pooledEntropy(): Entropy {
  const pool = new Uint8Array(POOL);
  let used = POOL;
  return (length) => {
    if (length > POOL) return randomFillSync(new Uint8Array(length));
    if (used + length > POOL) {
      randomFillSync(pool);
      used = 0;
    }
    const bytes = pool.slice(used, used + length);
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}

/** What a command is lent. */
interface LentContext extends Context {
  /** After the command failed, and the vault is closed: nothing is left of a vault that was made for it, unless it is worth something. */
  readonly takeBack: (failure: unknown) => void;
}

interface Opened {
  /** Whether there was a vault before. */
  readonly wasThere: boolean;
  readonly store: ReturnType<typeof openStore>;
}

/** How a context is made. */
interface Making {
  /** Whether folder and vault are made where they are not. */
  readonly make?: boolean;
  /** Who does not fail where the disk is full, and waits. */
  readonly waiting?: Waiting | undefined;
}

/**
 * @param tell takes each event, one line of JSON
 * @throws AgentError `bad-configuration`, `vault-damaged`, `not-enrolled` where nothing is made, `disk-full` and others of the disk
 */
export async function createContext(
  settings: AgentSettings,
  tell: (line: string) => void,
  { make = true, waiting }: Making = {},
): Promise<LentContext> {
  await cryptoReady;
  const clock: Clock = () => Math.floor(Date.now() / 1000);
  const entropy = pooledEntropy();
  const path = join(settings.state, VAULT);
  const report = reportTo(tell, clock);
  const exposures: Exposure[] = [];
  const opened = (): Opened => {
    const wasThere = isVaultThere(path);
    if (!make && !wasThere) throw new AgentError('not-enrolled', ENROL_REFUSALS.notEnrolled);
    exposures.push(closeFolder(settings.state, VAULT));
    return { wasThere, store: openStore(path, settings.limit, waiting !== undefined) };
  };
  const open = async (): Promise<Opened & { readonly config: AgentConfig }> => {
    const { wasThere, store } = inStateFolder(settings.state, opened, make);
    return { wasThere, store, config: await configOf(settings, store.vault) };
  };
  const patience = waiting && new Patience({ report, ...waiting });
  const { wasThere, store, config } = await (patience ? patience.settle(open) : open());
  // Who waited may have closed it long before the vault could be opened.
  await noteExposure({ ...store, clock, report }, exposures.find((each) => each !== 'none') ?? 'none');
  return {
    config,
    ...store,
    lock: new SodiumPassphraseLock(entropy),
    coachApi: coachApiClient,
    entropy,
    clock,
    report,
    takeBack: (failure) => {
      if (!wasThere) unmakeVault(path, (held) => isWorthless(held, failure));
    },
  };
}

export const ticks = (): number => performance.now();

/** What was noticed so far, and is from here on. */
export const openNoticed = ({
  findings,
  clock,
  report,
}: Pick<Context, 'findings' | 'clock' | 'report'>): Promise<Noticed> =>
  Noticed.open({ findings, clock, ticks, report });

/** Told by `status`. Where a finding cannot be written, as on a full disk, what was asked for goes on. */
async function noteExposure(
  { findings, clock, report }: Pick<Context, 'findings' | 'clock' | 'report'>,
  exposure: Exposure,
): Promise<void> {
  try {
    const noticed = await openNoticed({ findings, clock, report });
    if (exposure === 'closed') noticed.happened('folder-was-open');
    if (exposure === 'open') noticed.holds('folder-open');
    else noticed.over('folder-open');
    await noticed.close();
  } catch (error) {
    report('finding-not-kept', { code: codeOf(error) });
  }
}

/** Once enrolled, the agent needs nothing from its environment: what was pinned is in the vault. */
async function configOf(settings: AgentSettings, vault: Vault): Promise<AgentConfig> {
  try {
    const identity = await vault.identity();
    return toConfig(settings, identity?.registered ? identity.pins : undefined);
  } catch (error) {
    await vault.close();
    throw error;
  }
}

/** Runs one command on the state of this machine, and closes it. */
export type WithContext = (use: (context: Context) => Promise<void>) => Promise<void>;

/** The public files of the log. */
export const logTiles = ({ config }: Context): TileReader => httpTiles(config.logUrl);

/** What time the coach API says it is, in Unix seconds, unsigned; undefined where it does not answer. */
export const coachTimeOf = ({ config }: Context, { pins }: Identity): Promise<number | undefined> =>
  coachTime({ coachUrl: config.coachUrl, certificates: pins.certificates });

/** @throws AgentError `not-enrolled` */
export async function enrolledIdentity({ vault }: Context): Promise<Identity> {
  return enrolled(await vault.identity());
}

/** Which keys of the coach API are believed; asked for anew where one signs that is not known. */
export async function openCoachKeys(context: Context, identity: Identity): Promise<CoachKeys> {
  const { certificates } = identity.pins;
  const coachApi = context.coachApi({ coachUrl: context.config.coachUrl, certificates });
  const noticed = await openNoticed(context);
  return new CoachKeys({ ...context, noticed, ticks, listed: () => coachApi.rotations() }, identity);
}

/**
 * The outbox's way out: one connection to the broker and one view of the log.
 *
 * @param role tells the connections of one agent apart, since a broker knows a client by its id
 */
export async function startDrain(context: Context, coachKeys: CoachKeys, role: 'run' | 'deliver'): Promise<Drain> {
  const { identity } = coachKeys;
  const { config, outbox, report, clock } = context;
  const username = toHex(identity.pseudonym);
  const key = signingKey(identity.agentSeed);
  // Loaded only when it is used: most commands end before a connection would be made.
  const { MqttLink } = await import('./adapters/mqtt-link.js');
  const link = new MqttLink({
    url: config.brokerUrl,
    username,
    clientId: `${username}-${identity.agent}-${role}`,
    password: () => signToken(key, username, clock()),
    subscriptions: [TOPICS.allDown(username), TOPICS.checkpoint],
    persistent: role === 'run',
    report,
  });
  const noticed = await openNoticed(context);
  const seen = { outbox, noticed, ticks, report };
  const follower = await LogFollower.resume({ ...seen, tiles: logTiles(context) }, identity.pins.policy);
  const timeElsewhere = (): Promise<number | undefined> => httpTime(config.logUrl);
  const place = { coachUrl: config.coachUrl, certificates: identity.pins.certificates };
  const listed = () => isListed(place, toBase64Url(keyIdOf(key.publicKey)));
  return Drain.start({ ...seen, link, follower, clock, timeElsewhere, isListed: listed, coachKeys }, identity);
}

/** Loaded only when BLE is used: noble takes hold of the machine's radio as soon as it is imported. */
export async function openCentral({ report }: Context): Promise<WearableCentral> {
  const { NobleCentral } = await import('./adapters/noble-central.js');
  return new NobleCentral({ report: (code) => report('radio-fault', { code }) });
}

/** The same for `run`, which notices whether there is a radio. */
export const openWatchedCentral = async (context: Context): Promise<WearableCentral> =>
  noticingRadio(await openCentral(context), await openNoticed(context), () =>
    // Whoever was superseded is not told here, and leaves the finding to who came after.
    context.vault.wearables().then(
      ({ length }) => length > 0,
      () => true,
    ),
  );

/** Where no wearable is paired no radio is missed. */
export async function forgetRadioUnlessUsed(context: Context): Promise<void> {
  if ((await context.vault.wearables()).length > 0) return;
  const noticed = await openNoticed(context);
  noticed.over('radio-unusable');
  await noticed.close();
}
