import { setImmediate as turn } from 'node:timers/promises';
import { concat, equalBytes, sha256, utf8 } from '@fit4work/protocol';
import { isAgentCertified, isPersonCertified } from './core/certified.js';
import { CoachError } from './error.js';
import type { KnownConsent } from './known-consent.js';
import type { KnownRetirements } from './known-retirements.js';
import type {
  EnrolledAgent,
  Enrolment,
  EnrolmentOutcome,
  Logger,
  Person,
  Registry,
  RegistryRows,
  RegistryStanding,
  Standing,
} from './ports.js';

export interface CertifiedRegistryOptions {
  readonly rows: RegistryRows;
  readonly known: Pick<KnownConsent, 'pinOf'>;
  readonly retired: Pick<KnownRetirements, 'count' | 'countOf' | 'lastOf'>;
  readonly logger: Logger;
}

/**
 * Rows of which it is remembered that they were verified, some 100 bytes each. Where there are more, each look at all of them verifies
 * all of them, for a minute and more.
 */
const MOST = 1_048_576;
/** Rows between which others have their turn, should all of them be new. */
const AT_ONCE = 128;

/**
 * Who is enrolled, by keys that the person's identity signed for. Whatever is sealed to a person, or believed of an agent, goes by
 * these keys, and a database is not believed about them: each row is compared with the identity's certificate, and the identity
 * with the key that signed the person's consent, as the journal has it. One that differs is left out, and counted. An agent whose end is
 * known has ended, whatever its row has.
 */
export class CertifiedRegistry implements Registry {
  readonly #options: CertifiedRegistryOptions;
  /** Hashes of whole rows. */
  readonly #verified = new Set<string>();

  constructor(options: CertifiedRegistryOptions) {
    this.#options = options;
  }

  async enrol(codeHash: string, enrolment: Enrolment, now: number): Promise<EnrolmentOutcome> {
    // A database from before this person was enrolled does not know whose the pseudonym is; the journal does.
    return this.#isPinned(enrolment) ? this.#options.rows.enrol(codeHash, enrolment, now) : 'taken';
  }

  addAgent(enrolment: Enrolment): Promise<'created' | 'repeated' | 'taken'> {
    return this.#options.rows.addAgent(enrolment);
  }

  async standing(): Promise<RegistryStanding> {
    const { rows, retired } = this.#options;
    const standing = await rows.standing();
    return { ...standing, came: `${standing.came};${retired.count}` };
  }

  async standingOfParts(): Promise<ReadonlyMap<string, Standing>> {
    const { rows, retired } = this.#options;
    const parts = await rows.standingOfParts();
    const withKnown = ({ came, held }: Standing, prefix: string) => ({
      came: `${came};${retired.countOf(prefix)}`,
      held,
    });
    return new Map([...parts].map(([prefix, standing]) => [prefix, withKnown(standing, prefix)]));
  }

  async agents(prefix: string): Promise<readonly EnrolledAgent[]> {
    const agents = await this.#soundAgents(await this.#options.rows.agents(prefix));
    return agents.filter(({ lastSequence }) => lastSequence === null);
  }

  async agent(keyId: string): Promise<EnrolledAgent | undefined> {
    const row = await this.#options.rows.agent(keyId);
    return row && (await this.#soundAgents([row]))[0];
  }

  async agentsOf(pseudonyms: readonly string[]): Promise<readonly EnrolledAgent[]> {
    return this.#soundAgents(await this.#options.rows.agentsOf(pseudonyms));
  }

  async persons(pseudonyms: readonly string[]): Promise<readonly Person[]> {
    return this.#soundPersons(await this.#options.rows.persons(pseudonyms));
  }

  async person(pseudonym: string): Promise<Person | undefined> {
    const rows = await this.#options.rows.persons([pseudonym]);
    const [sound] = await this.#soundPersons(rows);
    if (sound === undefined && rows.length > 0) {
      throw new CoachError(
        'damaged-record',
        'The stored keys of this person are not those that the person signed for: restore the database from a backup.',
      );
    }
    return sound;
  }

  async personOfIdentity(keyId: string): Promise<Person | undefined> {
    const row = await this.#options.rows.personOfIdentity(keyId);
    return row && (await this.#soundPersons([row]))[0];
  }

  kept(pseudonym: string): Promise<Uint8Array | undefined> {
    return this.#options.rows.kept(pseudonym);
  }

  async #soundAgents(agents: readonly EnrolledAgent[]): Promise<readonly EnrolledAgent[]> {
    const sound = await this.#sound(agents, (agent) => {
      const name = `${agent.pseudonym} ${agent.agent} ${agent.keyId}`;
      return this.#isVerified(rowOf(name, agent, agent.key), () => isAgentCertified(agent));
    });
    return sound.map((agent) => this.#ended(agent));
  }

  #ended(agent: EnrolledAgent): EnrolledAgent {
    const last = this.#options.retired.lastOf(agent.pseudonym, agent.agent);
    return last === undefined ? agent : { ...agent, lastSequence: Math.min(agent.lastSequence ?? last, last) };
  }

  #soundPersons(persons: readonly Person[]): Promise<readonly Person[]> {
    return this.#sound(persons, (person) =>
      this.#isVerified(rowOf(person.pseudonym, person), () => isPersonCertified(person)),
    );
  }

  async #sound<T extends Person>(rows: readonly T[], isSound: (row: T) => boolean): Promise<readonly T[]> {
    const sound: T[] = [];
    for (const [i, row] of rows.entries()) {
      if (this.#isPinned(row) && isSound(row)) sound.push(row);
      if (i % AT_ONCE === AT_ONCE - 1) await turn();
    }
    if (sound.length < rows.length) {
      this.#options.logger.error('damaged-registry', { count: rows.length - sound.length });
    }
    return sound;
  }

  #isPinned({ pseudonym, identityKey }: Pick<Person, 'pseudonym' | 'identityKey'>): boolean {
    const pin = this.#options.known.pinOf(pseudonym);
    return pin === undefined || equalBytes(pin, identityKey);
  }

  #isVerified(row: string, verify: () => boolean): boolean {
    if (this.#verified.has(row)) return true;
    if (!verify()) return false;
    this.#verified.add(row);
    for (const oldest of this.#verified) {
      if (this.#verified.size <= MOST) break;
      this.#verified.delete(oldest);
    }
    return true;
  }
}

/** The hash of all that is verified of a row. @param name texts of it, whose form leaves no doubt where one ends */
function rowOf(name: string, { identityKey, vaultKey, certificate }: Person, ...more: readonly Uint8Array[]): string {
  const parts = [utf8(name), identityKey, vaultKey, certificate, ...more];
  const lengths = utf8(parts.map(({ length }) => length).join());
  return String.fromCharCode(...sha256(concat(lengths, ...parts)));
}
