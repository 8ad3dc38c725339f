import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  boxKeyPair,
  civilDayBounds,
  type DataKey,
  type Envelope,
  identityKey,
  openRelease,
  parseEnvelope,
  parseRelease,
  type Sample,
  signCertificate,
  signingKey,
  vaultKey,
} from '@fit4work/protocol';
import { openVault } from '../src/adapters/sqlite-open.js';
import { openStore } from '../src/adapters/sqlite-store.js';
import { unsealDayKeys } from '../src/core/day-keys.js';
import type { Person } from '../src/person.js';
import type { Identity } from '../src/ports.js';
import type { LatePorts } from '../src/seal-late.js';
import { type Reading, type ReadingPorts, takeHistory, takeTold } from '../src/synchronise.js';
import { Turn } from '../src/turn.js';
import type { Batch, Family, Wearable } from '../src/wearable-port.js';

const ZONE = 'Europe/Brussels';
export const DAY = '2026-03-10';
export const NEXT = '2026-03-11';
export const COACH_BOX = boxKeyPair(new Uint8Array(32).fill(7));

/** A grant of both days. */
export const STEPS_BY_DAY = {
  coach: 'coach-1',
  scope: [{ metric: 'steps', granularities: ['day'] }],
  from: DAY,
  until: NEXT,
  expires: 2_100_000_000,
  language: 'nl',
} as const;

export const dayBounds = (date: string): { start: number; end: number } => civilDayBounds(date, ZONE);

const entropy = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** One person with a vault on disk, an outbox and a band that does what the test says. */
export class VaultWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'agent-'));
  readonly root = entropy(32);
  readonly person: Person;
  readonly store = openStore(join(this.folder, 'vault.db'));
  readonly ports: LatePorts = {
    ...{ vault: this.store.vault, outbox: this.store.outbox, findings: this.store.findings },
    entropy,
    clock: () => 2_000_000_000,
  };
  readonly events: string[] = [];
  /** Ends of the stretches that the band was allowed to forget. */
  readonly acknowledged: number[] = [];

  /** @param issued when the agent was enrolled */
  constructor(issued = 1) {
    this.person = { identity: newIdentity(this.root, issued), zone: ZONE };
  }

  static async open(): Promise<VaultWorld> {
    const world = new VaultWorld();
    await world.ports.vault.pair({ address: 'c0:00:00:00:00:01', family: 'huami', key: entropy(16) });
    return world;
  }

  get readingPorts(): ReadingPorts {
    return {
      ...this.ports,
      writing: new Turn(),
      stopped: new AbortController().signal,
      report: (event) => this.events.push(event),
    };
  }

  async reading(wearable: Wearable, memory: Family['memory'] = 'until-read'): Promise<Reading> {
    const [paired] = await this.ports.vault.wearables();
    if (paired === undefined) throw new Error('no wearable');
    const idle = async (): Promise<void> => undefined;
    return { paired, memory, wearable, cursor: paired.cursor, onWrongFrom: idle, onStored: idle };
  }

  batchOf(from: number, to: number): Batch {
    return {
      from,
      to,
      samples: samplesOf(from, to),
      worn: [{ start: from, duration: to - from }],
      acknowledge: async () => {
        this.acknowledged.push(to);
      },
    };
  }

  async read(...batches: readonly Batch[]): Promise<void> {
    await takeHistory(this.readingPorts, this.person, {
      reading: await this.reading(wearableWith(batches)),
      drift: 0,
    });
  }

  async hear(batch: Batch, memory: Family['memory']): Promise<void> {
    const reading = await this.reading(wearableWith([], batch), memory);
    await takeTold(this.readingPorts, this.person, { reading, until: batch.to });
  }

  async envelopes(): Promise<readonly Envelope[]> {
    const entries = await this.ports.outbox.unreceived(0, 10_000);
    return entries.map(({ bytes }) => parseEnvelope(new Uint8Array(bytes)));
  }

  async keysOf(date: string): Promise<Uint8Array> {
    const [keys] = await this.ports.vault.dayKeys(date, date);
    if (keys === undefined) throw new Error('no keys');
    return unsealDayKeys(keys, vaultKey(this.root));
  }

  /** Every data key that was released to the coach API. */
  async released(): Promise<readonly DataKey[]> {
    const releases = (await this.ports.outbox.records()).filter(({ kind }) => kind === 'release');
    return releases.flatMap(({ bytes }) => openRelease(parseRelease(new Uint8Array(bytes)), COACH_BOX));
  }

  /** Changes the vault file as somebody else would. */
  changeOnDisk(sql: string, ...values: readonly unknown[]): void {
    const { db } = openVault(join(this.folder, 'vault.db')).ledger;
    db.prepare(sql).run(...values);
    db.close();
  }

  /** Every byte of the vault on disk. */
  files(): Buffer {
    return Buffer.concat(['vault.db', 'vault.db-wal'].map((name) => readFileSync(join(this.folder, name))));
  }

  async close(): Promise<void> {
    await this.ports.vault.close();
    rmSync(this.folder, { recursive: true });
  }
}

export const wearableWith = (kept: readonly Batch[], told?: Batch): Wearable => ({
  async *history() {
    yield* kept;
  },
  live: () => told,
  battery: async () => undefined,
  close: async () => undefined,
});

/** Every minute of a stretch: one step in the first minute of an hour, two in the second …; 60 beats; asleep until 06:00. */
export function samplesOf(from: number, to: number): Sample[] {
  const samples: Sample[] = [];
  for (let start = from; start < to; start += 60) {
    samples.push({ metric: 'steps', start, duration: 60, value: (start / 60) % 60 });
    samples.push({ metric: 'heart-rate', start, value: 60 });
    if ((start - dayBounds(DAY).start) % 86_400 < 6 * 3600) {
      samples.push({ metric: 'sleep', start, duration: 60, stage: 'light' });
    }
  }
  return samples;
}

function newIdentity(root: Uint8Array, issued: number): Identity {
  const agentSeed = randomBytes(32);
  const pseudonym = randomBytes(16);
  const person = identityKey(root);
  const agentPublicKey = signingKey(agentSeed).publicKey;
  const vaultPublicKey = vaultKey(root).publicKey;
  return {
    pseudonym,
    agent: 1,
    agentSeed,
    identityPublicKey: person.publicKey,
    vaultPublicKey,
    certificate: signCertificate({ pseudonym, agent: 1, agentPublicKey, vaultPublicKey, issued }, person),
    wrappedRoot: { salt: new Uint8Array(16), nonce: new Uint8Array(12), ciphertext: root },
    pins: {
      ...{ coachUrl: '', certificates: [], brokerUrl: '', logUrl: '', zone: ZONE },
      ...{ coachSigningKey: person.publicKey, coachBoxKey: COACH_BOX.publicKey, policy: '' },
    },
    invitation: randomBytes(32),
    kept: undefined,
    wordsConfirmed: false,
    registered: true,
  };
}
