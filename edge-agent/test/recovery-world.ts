import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  concat,
  encodeRecoveryEnvelope,
  encodeRecoveryItem,
  erasedDigest,
  identityKey,
  leafOf,
  parseEnvelope,
  parseRecoveryToken,
  type Read,
  type RecoveryEnvelope,
  type RecoveryKind,
  seal,
  signErasure,
  signErasureCertificate,
  signingKey,
  signMessage,
  signRead,
  toBase64Url,
  toHex,
  vaultKey,
  verifyRecoveryToken,
} from '@fit4work/protocol';
import { openStore } from '../src/adapters/sqlite-store.js';
import { ENROL_REFUSALS } from '../src/core/refusal-words/enrol-refusals.js';
import { AgentError } from '../src/error.js';
import { type ConsentPorts, grant } from '../src/grants.js';
import { keepPins } from '../src/new-agent.js';
import type { CoachApi, FindingStore, Identity, Pins, RequestBody } from '../src/ports.js';
import { type Recovered, type RecoverPorts, type RecoverRequest, recover } from '../src/recovery/recover.js';
import { sealDueWindows } from '../src/seal-windows.js';
import { lock } from './open-lock.js';
import { DAY, dayBounds, NEXT, VaultWorld } from './vault-world.js';

export const NOW = 2_000_000_000;
const COACH = signingKey(new Uint8Array(32).fill(8));
const bytes = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

interface Registered {
  readonly agent: number;
  readonly key: string;
  readonly certificate: string;
}

/** What a coach API has of one person, and gives back to who has the words; a test may take from it or add to it. */
export class StoredPerson implements CoachApi {
  readonly items = new Map<RecoveryKind, Uint8Array[]>();
  readonly envelopes: Omit<RecoveryEnvelope, 'position'>[] = [];
  readonly registered: Registered[] = [];
  readonly ended = new Map<number, number>();
  kept: string | undefined;
  pageSize = 100;
  /** Called before each answer; a test may throw. */
  onRequest: (what: string) => void = () => undefined;

  constructor(
    readonly identity: Identity,
    readonly person: ReturnType<typeof identityKey>,
  ) {}

  async enrol(): Promise<void> {
    throw new AgentError('refused', ENROL_REFUSALS.wordsUnknown);
  }

  async recovery(token: string): Promise<unknown> {
    this.#check(token, 'overview');
    const agents = this.registered.map(({ agent, key, certificate }) => ({
      ...{ agent, key, certificate, lastSequence: this.ended.get(agent) ?? null },
      head: this.#headOf(agent),
    }));
    return { version: 1, pseudonym: toHex(this.identity.pseudonym), kept: this.kept ?? null, agents };
  }

  async recoveryPage(token: string, page: { kind: RecoveryKind; after: number | undefined }): Promise<Uint8Array> {
    this.#check(token, page.kind);
    const from = page.after ?? 0;
    const encoded =
      page.kind === 'envelopes'
        ? this.envelopes.map((each, i) => encodeRecoveryEnvelope({ position: i + 1, ...each }))
        : (this.items.get(page.kind) ?? []).map((each, i) => encodeRecoveryItem({ position: i + 1, bytes: each }));
    return concat(...encoded.slice(from, from + this.pageSize));
  }

  /** Of its keys, as it shows them. */
  rotationList: readonly Uint8Array[] | undefined;

  async rotations(): Promise<readonly Uint8Array[] | undefined> {
    return this.rotationList;
  }

  async addAgent(token: string, request: RequestBody): Promise<boolean> {
    this.#check(token, 'agents');
    const [agent, key] = [Number(request.agent), String(request.agentKey)];
    const known = this.registered.find((each) => each.agent === agent);
    if (known !== undefined) return known.key === key;
    this.registered.push({ agent, key, certificate: String(request.certificate) });
    return true;
  }

  add(kind: RecoveryKind, ...records: readonly Uint8Array[]): void {
    this.items.set(kind, [...(this.items.get(kind) ?? []), ...records]);
  }

  #headOf(agent: number): { sequence: number; leaf: string } {
    const last = this.envelopes.findLast((each) => each.agent === agent);
    return { sequence: last?.sequence ?? 0, leaf: toHex(last?.leaf ?? new Uint8Array(32)) };
  }

  #check(token: string, what: string): void {
    verifyRecoveryToken(parseRecoveryToken(token), this.person.publicKey, NOW);
    this.onRequest(what);
  }
}

/** An employee who measured two days and a morning, shared, was read, and then lost the machine. */
export class RecoveryWorld {
  readonly first: VaultWorld;
  readonly stored: StoredPerson;
  readonly folder = mkdtempSync(join(tmpdir(), 'recovery-'));
  readonly steps: string[] = [];
  #store = openStore(join(this.folder, 'vault.db'));

  private constructor(first: VaultWorld) {
    this.first = first;
    const person = identityKey(first.root);
    this.stored = new StoredPerson(this.identity, person);
  }

  static async open(): Promise<RecoveryWorld> {
    const world = new RecoveryWorld(await VaultWorld.open());
    await world.#live();
    return world;
  }

  get pins(): Pins {
    const { pins } = this.first.person.identity;
    return {
      ...{ ...pins, coachUrl: 'http://127.0.0.1:8080', brokerUrl: 'mqtt://127.0.0.1:1' },
      ...{ logUrl: 'http://127.0.0.1:2', coachSigningKey: COACH.publicKey },
    };
  }

  /** Of the first machine. */
  get identity(): Identity {
    return { ...this.first.person.identity, pins: this.pins };
  }

  get consentPorts(): ConsentPorts {
    return { ...this.first.ports, lock, clock: () => NOW };
  }

  async #live(): Promise<void> {
    const { first, stored } = this;
    await first.read(first.batchOf(dayBounds(DAY).start, dayBounds(NEXT).end + 7200));
    await sealDueWindows(first.ports, first.person, true);
    const request = {
      ...{ coach: 'coach-1', scope: [{ metric: 'steps' as const, granularities: ['day' as const] }] },
      ...{ from: DAY, until: '2033-12-31', expires: NOW + 10 * 86_400, language: 'nl' as const },
    };
    await grant(this.consentPorts, first.person, { request, passphrase: '' });
    const { identity } = this;
    stored.kept = toBase64Url(keepPins(() => NOW, identity, identityKey(first.root)));
    const key = toBase64Url(signingKey(identity.agentSeed).publicKey);
    stored.registered.push({ agent: 1, key, certificate: toBase64Url(identity.certificate) });
    await this.upload();
    stored.add('reads', this.letter(signRead(this.#read(), COACH)));
    const said = { ...this.#message(), agent: 1 };
    stored.add('messages', signMessage(said, signingKey(identity.agentSeed)));
    stored.add('messages', this.letter(signMessage({ ...said, agent: null, text: 'Goed zo' }, COACH)));
  }

  /** Everything that the first machine made reaches the coach API. */
  async upload(): Promise<void> {
    const { outbox } = this.first.ports;
    for (const entry of await outbox.unreceived(0, 10_000)) {
      const whole = new Uint8Array(entry.bytes);
      const { agent, sequence } = parseEnvelope(whole);
      this.stored.envelopes.push({ bytes: whole, agent, sequence, leaf: leafOf(whole) });
    }
    for (const record of await outbox.records()) {
      const kinds = { consent: 'consents', release: 'releases', keys: 'keys' } as const;
      if (record.kind === 'consent' || record.kind === 'release' || record.kind === 'keys') {
        this.stored.add(kinds[record.kind], new Uint8Array(record.bytes));
      }
    }
  }

  /** Envelopes were destroyed for an erasure, and a certificate says so. @returns the leaf of the erasure */
  certify(leaves: readonly Uint8Array[], changed: { envelopes?: number; erasure?: Uint8Array } = {}): Uint8Array {
    const { pseudonym } = this.identity;
    const days = { from: '2020-01-01', until: '2020-01-01', start: 1_577_833_200, end: 1_577_919_600 };
    const erasure = signErasure({ pseudonym, ...days, issued: NOW, salt: bytes(32) }, this.stored.person);
    if (changed.erasure === undefined) this.stored.add('erasures', erasure);
    const certificate = {
      ...{ pseudonym, erasure: leafOf(erasure), envelopes: leaves.length, digest: erasedDigest(leaves) },
      ...{ time: NOW, salt: bytes(32), ...changed },
    };
    this.stored.add('certificates', this.letter(signErasureCertificate(certificate, COACH)));
    return leafOf(erasure);
  }

  letter(record: Uint8Array): Uint8Array {
    return seal(record, vaultKey(this.first.root).publicKey);
  }

  #read(): Read {
    const { pseudonym } = this.identity;
    return {
      ...{ pseudonym, coach: 'coach-1', purpose: 'weekly coaching', metrics: ['steps'], granularity: 'day' },
      ...{ from: DAY, until: NEXT, grants: [bytes(32)], time: NOW, salt: bytes(32) },
    };
  }

  #message(): Parameters<typeof signMessage>[0] {
    const { pseudonym } = this.identity;
    return {
      ...{ pseudonym, coach: 'coach-1', agent: 1, answers: null, text: 'Dag coach', report: null },
      ...{ time: NOW, salt: bytes(32) },
    };
  }

  /** Of the new machine. */
  get ports(): RecoverPorts {
    return {
      ...this.#store,
      coachApi: () => this.stored,
      ...{ lock, entropy: bytes, clock: () => NOW, zoneUnder: ({ zone }) => zone || 'Europe/Brussels' },
      onStep: (kind) => this.steps.push(kind),
    };
  }

  get findings(): FindingStore {
    return this.#store.findings;
  }

  recover(changed: Partial<RecoverRequest> = {}, ports: Partial<RecoverPorts> = {}): Promise<Recovered> {
    const place = { coachUrl: this.pins.coachUrl, certificates: [] };
    const request = { root: this.first.root, passphrase: 'een nieuwe zin', place, keepAgents: false, ...changed };
    return recover({ ...this.ports, ...ports }, request);
  }

  /** As after a kill: the file is opened again. */
  async reopen(): Promise<void> {
    await this.#store.vault.close();
    this.#store = openStore(join(this.folder, 'vault.db'));
  }

  async close(): Promise<void> {
    await this.#store.vault.close();
    await this.first.close();
    rmSync(this.folder, { recursive: true });
  }
}
