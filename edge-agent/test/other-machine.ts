import { randomBytes } from 'node:crypto';
import {
  type Grant,
  identityKey,
  jwsBytes,
  keyIdOf,
  leafOf,
  PURPOSE,
  signCertificate,
  signGrant,
  signingKey,
  signWithdrawal,
  toBase64Url,
  toHex,
} from '@fit4work/protocol';
import { WitnessedLog } from './fakes.js';
import { COACH, ReadWorld } from './read-world.js';
import { NOW, type StoredPerson } from './recovery-world.js';
import { storedConsent } from './stored-consent.js';
import { DAY, NEXT } from './vault-world.js';

const AGENT = 2;
const bytes = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** A person on this machine, and an agent of the same person on another one, of which the coach API has what it signed. */
export class TwoMachines {
  private constructor(
    readonly world: ReadWorld,
    readonly stored: StoredPerson,
  ) {}

  static async open(): Promise<TwoMachines> {
    const world = await ReadWorld.open();
    Object.assign(world, { log: new WitnessedLog(), now: NOW });
    await world.ports.vault.saveIdentity(world.identity);
    const machines = new TwoMachines(world, await storedConsent(world));
    machines.#register();
    return machines;
  }

  #register(): void {
    const { pseudonym, vaultPublicKey } = this.world.identity;
    const agentPublicKey = signingKey(bytes(32)).publicKey;
    const named = { pseudonym, agent: AGENT, agentPublicKey, vaultPublicKey, issued: NOW - 9 };
    const certificate = toBase64Url(signCertificate(named, this.stored.person));
    this.stored.registered.push({ agent: AGENT, key: toBase64Url(agentPublicKey), certificate });
  }

  /** A grant that is signed on the other machine. @returns its id */
  grant(changed: Partial<Grant> = {}): string {
    const { pseudonym, pins } = this.world.identity;
    const grant: Grant = {
      ...{ pseudonym, controller: keyIdOf(pins.coachSigningKey), recipient: COACH, purpose: PURPOSE },
      scope: [{ metric: 'steps', granularities: ['day'] }],
      ...{ from: DAY, until: NEXT, issued: NOW - 5, expires: NOW + 90 * 86_400 },
      ...{ notice: { language: 'nl', sha256: 'ab'.repeat(32) }, after: [], salt: bytes(32) },
      ...changed,
    };
    return this.#store(jwsBytes(signGrant(grant, identityKey(this.world.vault.root))));
  }

  /** Its end, signed there too. */
  withdraw(grant: string): string {
    const { pseudonym } = this.world.identity;
    const withdrawal = { pseudonym, grant, issued: NOW - 1, after: [grant], salt: bytes(32) };
    return this.#store(jwsBytes(signWithdrawal(withdrawal, identityKey(this.world.vault.root))));
  }

  #store(consent: Uint8Array): string {
    this.stored.add('consents', consent);
    this.world.log.append(leafOf(consent));
    return toHex(leafOf(consent));
  }
}
