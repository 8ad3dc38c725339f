import { randomBytes } from 'node:crypto';
import {
  fromHex,
  leafOf,
  type Read,
  type SigningKey,
  seal,
  signingKey,
  signRead,
  type TileReader,
  vaultKey,
} from '@fit4work/protocol';
import type { LetterKind } from '../src/core/letter-kinds.js';
import { type ConsentPorts, type GrantRequest, grant, withdraw } from '../src/grants.js';
import type { LetterPorts, LetterReader } from '../src/open-letters.js';
import { ownReads } from '../src/own-reads.js';
import type { Identity } from '../src/ports.js';
import { SmallLog } from './fakes.js';
import { lock } from './open-lock.js';
import { DAY, NEXT, VaultWorld } from './vault-world.js';

export const COACH = 'coach-1';
const PURPOSE = 'weekly coaching';

/** One person who shares with a coach, a coach API that signs reads, and a log. */
export class ReadWorld {
  readonly coachApi: SigningKey = signingKey(new Uint8Array(randomBytes(32)));
  readonly log: SmallLog;
  /** What an agent may ask of the log; a test may have it say something else. */
  tiles: TileReader = async (path) => (path === 'checkpoint' ? this.log.checkpoint() : this.log.files.get(path));
  now = 1_900_000_000;
  readonly #world: VaultWorld;

  private constructor(world: VaultWorld, log: SmallLog) {
    this.#world = world;
    this.log = log;
  }

  static async open(log = new SmallLog()): Promise<ReadWorld> {
    return new ReadWorld(await VaultWorld.open(), log);
  }

  get vault(): VaultWorld {
    return this.#world;
  }

  get identity(): Identity {
    const { identity } = this.#world.person;
    return {
      ...identity,
      pins: { ...identity.pins, coachSigningKey: this.coachApi.publicKey, policy: this.log.policy },
    };
  }

  get ports(): ConsentPorts {
    return { ...this.#world.ports, lock, clock: () => this.now };
  }

  /** Signs a grant of steps and sleep by day, for both days and a thousand seconds. */
  share(changed: Partial<GrantRequest> = {}): Promise<string> {
    const request: GrantRequest = {
      coach: COACH,
      scope: [
        { metric: 'steps', granularities: ['day'] },
        { metric: 'sleep', granularities: ['day'] },
      ],
      from: DAY,
      until: NEXT,
      expires: this.now + 1_000,
      language: 'nl',
      ...changed,
    };
    return grant(this.ports, { identity: this.identity, zone: 'Europe/Brussels' }, { request, passphrase: '' });
  }

  async withdraw(grantId: string): Promise<void> {
    await withdraw(this.ports, this.identity, { grantId, passphrase: '' });
  }

  /** A read under these grants, as the coach API signs it. */
  record(grants: readonly string[], changed: Partial<Read> = {}, by = this.coachApi): Uint8Array {
    const read: Read = {
      pseudonym: this.identity.pseudonym,
      coach: COACH,
      purpose: PURPOSE,
      metrics: ['steps'],
      granularity: 'day',
      from: DAY,
      until: NEXT,
      grants: grants.map((id) => fromHex(id)),
      time: this.now,
      salt: new Uint8Array(randomBytes(32)),
      ...changed,
    };
    return signRead(read, by);
  }

  /** Tells it to the agent. @param logged whether its leaf stands in the log */
  async tell(record: Uint8Array, logged = true, kind: LetterKind = 'read'): Promise<void> {
    if (logged) this.log.append(leafOf(record));
    await this.ports.outbox.saveLetter({ kind, sealed: seal(record, this.identity.vaultPublicKey) }, this.now);
  }

  /** Brings what the employee signed so far into the log, as far as it is not there, and proves it here. */
  async anchorConsent(): Promise<void> {
    const { outbox } = this.ports;
    const waiting = (await outbox.records()).filter(
      ({ kind, logIndex }) => kind === 'consent' && logIndex === undefined,
    );
    const found = waiting.map(({ leaf }, at) => ({ leaf: new Uint8Array(leaf), index: this.log.leaves.length + at }));
    const checkpoint = new TextDecoder().decode(this.log.append(...found.map(({ leaf }) => leaf)));
    await outbox.markProven(found, { checkpoint, scanned: this.log.leaves.length });
  }

  /** What is wrong with any of them. */
  async problems(): Promise<readonly string[]> {
    return (await this.reads()).flatMap((read) => read.problems);
  }

  reads(): ReturnType<typeof ownReads> {
    return ownReads(this.letterPorts, this.reader);
  }

  get letterPorts(): LetterPorts {
    return { outbox: this.ports.outbox, tiles: this.tiles };
  }

  get reader(): LetterReader {
    return { identity: this.identity, vaultKey: vaultKey(this.#world.root) };
  }

  async close(): Promise<void> {
    await this.#world.close();
  }
}
