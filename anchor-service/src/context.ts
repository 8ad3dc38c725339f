import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  encodeVkey,
  fromBase64Url,
  logKeyOf,
  type NoteSigner,
  type Policy,
  quorumsMeet,
  type SigningKey,
  signToken,
} from '@fit4work/protocol';
import {
  CachedKeyDirectory,
  HttpRegistry,
  JoseTokenVerifier,
  type KeySet,
  readServicesFile,
  readTokenFile,
} from '@fit4work/registry';
import { FileLogFolder, type FolderWriter } from './adapters/file-log-folder.js';
import { httpErasureCounts } from './adapters/http-erasure-counts.js';
import { HttpWitness } from './adapters/http-witness.js';
import { createJournal } from './adapters/journal.js';
import { readBrokerKey, readSigner } from './adapters/key-file.js';
import { MqttBroker } from './adapters/mqtt-broker.js';
import { readHistory } from './adapters/policy-file.js';
import { FileRestoredMark } from './adapters/restored-mark.js';
import { SqliteAuditBook } from './adapters/sqlite-audit-book.js';
import { SqliteLogStore } from './adapters/sqlite-log-store.js';
import { Anchor } from './anchor.js';
import type { AuditPorts } from './audit/auditing.js';
import { DayLedger } from './audit/day-ledger.js';
import { keptErasures } from './audit/kept-erasures.js';
import { notingPublisher } from './audit/noting-publisher.js';
import type { AnchorConfig } from './config.js';
import { AnchorError } from './error.js';
import type { CheckpointPublisher, Clock, Journal, LogFolder, LogStore, WitnessPeer } from './ports.js';
import { newestOf, type PolicyHistory } from './rotation/history.js';
import { Policies } from './rotation/policies.js';
import { readStampKinds } from './stamps/adapters/settings-file.js';
import type { StampKind } from './stamps/ports.js';
import { Stamper } from './stamps/stamper.js';
import { Submission, type SubmissionPorts } from './submission.js';

/** What is read before anything is written, so that a wrong file leaves nothing behind. */
export interface Credentials {
  /** Every key of the log that is configured. */
  readonly signers: readonly NoteSigner[];
  readonly history: PolicyHistory;
  readonly brokerKey: SigningKey | undefined;
  /** Kinds of time stamps that are to be made; none without settings. */
  readonly stampKinds: readonly StampKind[];
  /** Keys of the services that may submit over HTTP. */
  readonly services: KeySet | undefined;
  /** By which the registry of agents is asked. */
  readonly registryToken: string | undefined;
}

/** How often the leader of several looks at what is public. */
const LOOK_MS = 1_000;

/** What a test, or who leads a shared log, may put in the place of an adapter. */
export interface Overrides {
  readonly clock?: Clock;
  readonly journal?: Journal;
  readonly folder?: LogFolder;
  readonly store?: LogStore;
  /** Where others may write to the log folder before and after. */
  readonly writer?: FolderWriter;
  readonly witnesses?: readonly WitnessPeer[];
}

export interface AnchorContext {
  readonly anchor: Anchor;
  readonly broker: MqttBroker;
  readonly folder: LogFolder;
  readonly store: LogStore;
  readonly stamper: Stamper;
  readonly submission: Submission | undefined;
  /** What auditors are answered from. */
  readonly audit: AuditPorts;
  /** The policy that is in effect for a tree of a size. */
  readonly policyAt: (size: number) => Policy;
  /** Closes what is open, once the anchor has stopped. */
  close(): void;
}

/** @throws AnchorError `bad-key`, `bad-policy`, `bad-config`; RegistryError `bad-services-file`, `bad-token-file` */
export async function readCredentials(config: AnchorConfig): Promise<Credentials> {
  const { keyFile, nextKeyFile, policyFile, policiesDir } = config;
  const signers = [keyFile, ...(nextKeyFile === undefined ? [] : [nextKeyFile])].map((file) => readSigner(file, 1));
  const history = readHistory(policyFile, policiesDir);
  const newest = encodeVkey(logKeyOf(newestOf(history).policy));
  if (!signers.some(({ key }) => encodeVkey(key) === newest)) {
    throw new AnchorError(
      'bad-policy',
      `The policy file ${policyFile} and the statements after it do not end with a key of this log that is configured: put its vkey on the log line, or set FIT4WORK_ANCHOR_NEXT_KEY.`,
    );
  }
  const brokerKey = config.brokerKeyFile === undefined ? undefined : readBrokerKey(config.brokerKeyFile);
  const services = config.senders && (await readServicesFile(config.senders.servicesFile, 'FIT4WORK_ANCHOR_SERVICES'));
  const registryToken = config.senders?.registryToken && (await readTokenFile(config.senders.registryToken));
  const stampKinds = config.tsaFile === undefined ? [] : readStampKinds(config.tsaFile);
  return { signers, history, brokerKey, stampKinds, services, registryToken };
}

/** The one place that makes adapters. */
export function createContext(
  config: AnchorConfig,
  credentials: Credentials,
  overrides: Overrides = {},
): AnchorContext {
  const clock = overrides.clock ?? (() => Math.floor(Date.now() / 1000));
  const journal = overrides.journal ?? createJournal('fit4work-anchor');
  const { signers, history, brokerKey } = credentials;
  const { policy } = newestOf(history);
  if (!quorumsMeet(policy)) journal.warn('quorums-need-not-meet');
  const { brokerUsername: username } = config;
  const broker: MqttBroker = new MqttBroker({
    url: config.brokerUrl,
    username,
    password: brokerKey && username ? () => signToken(brokerKey, username, clock()) : undefined,
    journal,
    onLeaves: (payload) => anchor.receive(payload),
    onConnected: () => anchor.announce(),
  });
  const store = overrides.store ?? openStore(config.state);
  const folder = overrides.folder ?? new FileLogFolder(config.logDir, overrides.writer);
  const policies = new Policies(history, signers, (leaf) => store.indexOf(leaf));
  const witnesses = overrides.witnesses ?? reachable(policies, config.witnessUrls);
  const restored = new FileRestoredMark(config.state);
  // Of several, one that was paused may have put an older checkpoint out.
  const lookMs = overrides.writer && LOOK_MS;
  const options = { policies, clock, batchMs: config.batchMs, batchMax: config.batchMax, lookMs, restored };
  const book = new SqliteAuditBook(join(config.state, 'audit.sqlite'));
  const ledger = new DayLedger({ book, store });
  const policyAt: AnchorContext['policyAt'] = (size) => policies.policyAt(size);
  const publisher = notingPublisher(whileHeld(broker, overrides.writer), {
    book,
    store,
    policyAt,
    clock,
    onNoted: () => countDays(ledger, journal),
  });
  const anchor: Anchor = new Anchor({ store, folder, witnesses, publisher, journal }, options);
  const { senders } = config;
  const { services, registryToken } = credentials;
  const submission =
    senders && services
      ? createSubmission(
          { anchor, clock, journal, leaves: config.leaves },
          { registry: new HttpRegistry(senders.registryUrl, registryToken), services },
        )
      : undefined;
  const coachApi = services && coachApiKey(services);
  const source = senders && coachApi ? httpErasureCounts(senders.registryUrl, coachApi) : undefined;
  const erasures = source && (() => keptErasures({ source, book, clock, journal }));
  const standingAt: AuditPorts['standingAt'] = (size) => policies.standingAt(size);
  const audit = { read: folder.read, store, book, ledger, standingAt, clock, erasures };
  const stamper = new Stamper({ folder, kinds: credentials.stampKinds, journal, clock });
  const close = (): void => {
    ledger.close();
    store.close();
    book.close();
  };
  return { anchor, broker, folder, store, stamper, submission, audit, policyAt, close };
}

/** What is told last stays at the broker: it is of one who leads. */
function whileHeld(broker: MqttBroker, writer: FolderWriter | undefined): CheckpointPublisher {
  return {
    publish: async (checkpoint) => {
      writer?.assertHeld();
      await broker.publish(checkpoint);
    },
  };
}

/** Beside the log, which goes on where it fails; an auditor who asks meets the reason. */
function countDays(ledger: DayLedger, journal: Journal): void {
  ledger.catchUp().catch((error: unknown) => {
    journal.warn('days-not-counted', { code: error instanceof AnchorError ? error.code : 'internal' });
  });
}

function createSubmission(
  {
    anchor,
    clock,
    journal,
    leaves,
  }: Pick<SubmissionPorts, 'clock' | 'journal' | 'leaves'> & { readonly anchor: Anchor },
  { registry, services }: { readonly registry: HttpRegistry; readonly services: KeySet },
): Submission {
  const now = { now: clock };
  const keys = new CachedKeyDirectory({
    services,
    registry,
    clock: now,
    logger: journal,
    pause: (ms) => pause(ms, undefined, { ref: false }),
  });
  return new Submission({ taker: anchor, keys, tokens: new JoseTokenVerifier(now), clock, journal, leaves });
}

/** The key that the coach API signs counts of erasures with, as well as its tokens. */
function coachApiKey(services: KeySet): Uint8Array | undefined {
  const known = [...services.values()].find(({ principal }) => principal.kind === 'coach-api');
  return known && fromBase64Url(known.x);
}

/** The store in a folder of state, which is made where it is not there. @throws AnchorError `bad-config`, `busy-state`, `damaged-state` */
export function openStore(folder: string): SqliteLogStore {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AnchorError('bad-config', `FIT4WORK_ANCHOR_STATE cannot be made: give a folder that can be written.`, {
      cause,
    });
  }
  return new SqliteLogStore(join(folder, 'log.sqlite'));
}

/** @throws AnchorError `bad-config` for an address of nobody */
function reachable({ witnesses }: Policies, urls: AnchorConfig['witnessUrls']): WitnessPeer[] {
  const stranger = [...urls.keys()].find((name) => !witnesses.some((witness) => witness.name === name));
  if (stranger !== undefined) {
    throw new AnchorError(
      'bad-config',
      `FIT4WORK_ANCHOR_WITNESSES names ${stranger}, which no policy of the log does: correct the name.`,
    );
  }
  return witnesses.flatMap((witness) => {
    const url = urls.get(witness.name) ?? witness.url;
    return url === undefined ? [] : [new HttpWitness(witness, url)];
  });
}
