import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  encodeVkey,
  fromBase64Url,
  type NoteSigner,
  type Policy,
  type SigningKey,
  signToken,
} from '@fit4work/protocol';
import { CachedKeyDirectory, HttpRegistry, JoseTokenVerifier, type KeySet, readServicesFile } from '@fit4work/registry';
import { FileLogFolder } from './adapters/file-log-folder.js';
import { httpErasureCounts } from './adapters/http-erasure-counts.js';
import { HttpWitness } from './adapters/http-witness.js';
import { createJournal } from './adapters/journal.js';
import { readBrokerKey, readSigner } from './adapters/key-file.js';
import { MqttBroker } from './adapters/mqtt-broker.js';
import { readPolicy } from './adapters/policy-file.js';
import { SqliteAuditBook } from './adapters/sqlite-audit-book.js';
import { SqliteLogStore } from './adapters/sqlite-log-store.js';
import { Anchor } from './anchor.js';
import type { AuditPorts } from './audit/auditing.js';
import { notingPublisher } from './audit/noting-publisher.js';
import type { AnchorConfig } from './config.js';
import { AnchorError } from './error.js';
import type { Clock, Journal, LogFolder, LogStore, WitnessPeer } from './ports.js';
import { readStampKinds } from './stamps/adapters/settings-file.js';
import type { StampKind } from './stamps/ports.js';
import { Stamper } from './stamps/stamper.js';
import { Submission } from './submission.js';

/** What is read before anything is written, so that a wrong file leaves nothing behind. */
export interface Credentials {
  readonly signer: NoteSigner;
  readonly policy: Policy;
  readonly policyText: string;
  readonly brokerKey: SigningKey | undefined;
  /** Kinds of time stamps that are to be made; none without settings. */
  readonly stampKinds: readonly StampKind[];
  /** Keys of the services that may submit over HTTP. */
  readonly services: KeySet | undefined;
}

/** What a test may put in the place of an adapter. */
export interface Overrides {
  readonly clock?: Clock;
  readonly journal?: Journal;
  readonly folder?: LogFolder;
  readonly store?: LogStore;
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
  readonly audit: AuditPorts & { readonly signer: NoteSigner };
  /** Closes what is open, once the anchor has stopped. */
  close(): void;
}

/** @throws AnchorError `bad-key`, `bad-policy`, `bad-config`; RegistryError `bad-services-file` */
export async function readCredentials(config: AnchorConfig): Promise<Credentials> {
  const signer = readSigner(config.keyFile, 1);
  const { policy, text } = readPolicy(config.policyFile);
  const vkeys = policy.logs.map((log) => encodeVkey(log.key));
  if (vkeys.length !== 1 || vkeys[0] !== encodeVkey(signer.key)) {
    throw new AnchorError(
      'bad-policy',
      `The policy file ${config.policyFile} does not name the key of this log alone: put its vkey on the one log line.`,
    );
  }
  const brokerKey = config.brokerKeyFile === undefined ? undefined : readBrokerKey(config.brokerKeyFile);
  const services = config.senders && (await readServicesFile(config.senders.servicesFile, 'FIT4WORK_ANCHOR_SERVICES'));
  const stampKinds = config.tsaFile === undefined ? [] : readStampKinds(config.tsaFile);
  return { signer, policy, policyText: text, brokerKey, stampKinds, services };
}

/** The one place that makes adapters. */
export function createContext(
  config: AnchorConfig,
  credentials: Credentials,
  overrides: Overrides = {},
): AnchorContext {
  const clock = overrides.clock ?? (() => Math.floor(Date.now() / 1000));
  const journal = overrides.journal ?? createJournal('fit4work-anchor');
  const { policy, signer, brokerKey } = credentials;
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
  const folder = overrides.folder ?? new FileLogFolder(config.logDir);
  const witnesses = overrides.witnesses ?? reachable(policy);
  const options = { policy, signer, clock, batchMs: config.batchMs, batchMax: config.batchMax };
  const book = new SqliteAuditBook(join(config.state, 'audit.sqlite'));
  const publisher = notingPublisher(broker, { book, policy, clock });
  const anchor: Anchor = new Anchor({ store, folder, witnesses, publisher, journal }, options);
  const { senders } = config;
  const { services } = credentials;
  const submission =
    senders && services
      ? createSubmission({ anchor, clock, journal }, { registryUrl: senders.registryUrl, services })
      : undefined;
  const coachApi = services && coachApiKey(services);
  const erasures = senders && coachApi ? httpErasureCounts(senders.registryUrl, coachApi) : undefined;
  const audit = { read: folder.read, book, policy, clock, erasures, signer };
  const stamper = new Stamper({ folder, kinds: credentials.stampKinds, journal, clock });
  const close = (): void => {
    store.close();
    book.close();
  };
  return { anchor, broker, folder, store, stamper, submission, audit, close };
}

function createSubmission(
  { anchor, clock, journal }: { readonly anchor: Anchor; readonly clock: Clock; readonly journal: Journal },
  { registryUrl, services }: { readonly registryUrl: string; readonly services: KeySet },
): Submission {
  const now = { now: clock };
  const keys = new CachedKeyDirectory({
    services,
    registry: new HttpRegistry(registryUrl),
    clock: now,
    logger: journal,
    pause: (ms) => pause(ms, undefined, { ref: false }),
  });
  return new Submission({ taker: anchor, keys, tokens: new JoseTokenVerifier(now), clock, journal });
}

/** The key that the coach API signs counts of erasures with, as well as its tokens. */
function coachApiKey(services: KeySet): Uint8Array | undefined {
  const known = [...services.values()].find(({ principal }) => principal.kind === 'coach-api');
  return known && fromBase64Url(known.x);
}

function openStore(folder: string): LogStore {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new AnchorError('bad-config', `FIT4WORK_ANCHOR_STATE cannot be made: give a folder that can be written.`, {
      cause,
    });
  }
  return new SqliteLogStore(join(folder, 'log.sqlite'));
}

function reachable(policy: Policy): WitnessPeer[] {
  return policy.witnesses.flatMap((witness) =>
    witness.url === undefined ? [] : [new HttpWitness(witness, witness.url)],
  );
}
