import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodeVkey, logKeyOf, type NoteSigner, type SigningKey, signToken } from '@fit4work/protocol';
import { FileLogFolder } from './adapters/file-log-folder.js';
import { HttpWitness } from './adapters/http-witness.js';
import { createJournal } from './adapters/journal.js';
import { readBrokerKey, readSigner } from './adapters/key-file.js';
import { MqttBroker } from './adapters/mqtt-broker.js';
import { readHistory } from './adapters/policy-file.js';
import { SqliteLogStore } from './adapters/sqlite-log-store.js';
import { Anchor } from './anchor.js';
import type { AnchorConfig } from './config.js';
import { AnchorError } from './error.js';
import type { Clock, Journal, LogFolder, LogStore, WitnessPeer } from './ports.js';
import { newestOf, type PolicyHistory } from './rotation/history.js';
import { Policies } from './rotation/policies.js';

/** What is read before anything is written, so that a wrong file leaves nothing behind. */
export interface Credentials {
  /** Every key of the log that is configured. */
  readonly signers: readonly NoteSigner[];
  readonly history: PolicyHistory;
  readonly brokerKey: SigningKey | undefined;
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
}

/** @throws AnchorError `bad-key`, `bad-policy` */
export function readCredentials(config: AnchorConfig): Credentials {
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
  return { signers, history, brokerKey };
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
  const policies = new Policies(history, signers, (leaf) => store.indexOf(leaf));
  const witnesses = overrides.witnesses ?? reachable(policies);
  const options = { policies, clock, batchMs: config.batchMs, batchMax: config.batchMax };
  const anchor: Anchor = new Anchor({ store, folder, witnesses, publisher: broker, journal }, options);
  return { anchor, broker, folder, store };
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

function reachable({ witnesses }: Policies): WitnessPeer[] {
  return witnesses.flatMap((witness) => (witness.url === undefined ? [] : [new HttpWitness(witness, witness.url)]));
}
