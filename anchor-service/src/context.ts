import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { encodeVkey, type NoteSigner, type Policy, type SigningKey, signToken } from '@fit4work/protocol';
import { FileLogFolder } from './adapters/file-log-folder.js';
import { HttpWitness } from './adapters/http-witness.js';
import { createJournal } from './adapters/journal.js';
import { readBrokerKey, readSigner } from './adapters/key-file.js';
import { MqttBroker } from './adapters/mqtt-broker.js';
import { readPolicy } from './adapters/policy-file.js';
import { SqliteLogStore } from './adapters/sqlite-log-store.js';
import { Anchor } from './anchor.js';
import type { AnchorConfig } from './config.js';
import { AnchorError } from './error.js';
import type { Clock, Journal, LogFolder, LogStore, WitnessPeer } from './ports.js';
import { readStampKinds } from './stamps/adapters/settings-file.js';
import type { StampKind } from './stamps/ports.js';
import { Stamper } from './stamps/stamper.js';

/** What is read before anything is written, so that a wrong file leaves nothing behind. */
export interface Credentials {
  readonly signer: NoteSigner;
  readonly policy: Policy;
  readonly policyText: string;
  readonly brokerKey: SigningKey | undefined;
  readonly stampKinds: readonly StampKind[];
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
}

/** @throws AnchorError `bad-key`, `bad-policy`, `bad-config` */
export function readCredentials(config: AnchorConfig): Credentials {
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
  const stampKinds = config.tsaFile === undefined ? [] : readStampKinds(config.tsaFile);
  return { signer, policy, policyText: text, brokerKey, stampKinds };
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
  const anchor: Anchor = new Anchor({ store, folder, witnesses, publisher: broker, journal }, options);
  const stamper = new Stamper({ folder, kinds: credentials.stampKinds, journal, clock });
  return { anchor, broker, folder, store, stamper };
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
