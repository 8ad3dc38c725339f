import {
  type Authority,
  fromHex,
  leafOf,
  livingGrants,
  type Message,
  openMessage,
  openProgramme,
  type Programme,
  type SigningKey,
  seal,
  signMessage,
  signProgramme,
  standingProgrammes,
  toHex,
} from '@fit4work/protocol';
import type { ConsentLedger } from './consent-ledger.js';
import { type Basis, type BasisCodes, MAX_GRANTS } from './core/basis.js';
import { openOwn } from './core/own-signature.js';
import type { Body } from './core/programmes/heart-rate-zone.js';
import { type LoadRule, loadWarnings } from './core/programmes/load-check.js';
import { refusalOf } from './core/refusal.js';
import { CoachError } from './error.js';
import type { LeafSender } from './leaf-sender.js';
import type { LetterStore, StoredLetter } from './letter-port.js';
import type { Clock, EnrolledAgent, Entropy, Logger, Person, Registry, ReleaseOpener } from './ports.js';
import { Turns } from './turns.js';

export interface CorrespondingOptions {
  readonly registry: Pick<Registry, 'person' | 'agentsOf'>;
  readonly ledger: Pick<ConsentLedger, 'of'>;
  readonly letters: Pick<LetterStore, 'add' | 'between'>;
  readonly opener: Pick<ReleaseOpener, 'publicKey' | 'unseal'>;
  readonly leaves: Pick<LeafSender, 'send'>;
  readonly signingKey: SigningKey;
  /** Public keys that this service signs or has signed with. */
  readonly ownKeys: readonly Uint8Array[];
  readonly basis: Pick<BasisCodes, 'read'>;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  /** Called when a letter waits to be told. */
  readonly onWritten: () => void;
}

/** Who writes to whom. */
export interface Pair {
  readonly coach: string;
  readonly pseudonym: string;
}

export interface ProgrammeDraft {
  readonly content: Pick<Programme, 'title' | 'from' | 'until' | 'sessions' | 'advice'>;
  /** That of an earlier programme, of which this is the next revision; undefined for a new one. */
  readonly id: Uint8Array | undefined;
  /** Codes of the answers that it rests on (SPEC.md clause 12.5). */
  readonly basis: readonly string[];
  /** Where the coach told it, for the load rules. */
  readonly body: Body | undefined;
  /** Load rules whose warnings the coach overrules. */
  readonly overruled: readonly LoadRule[];
}

export type MessageDraft = Pick<Message, 'answers' | 'text'>;

type Fate = Pick<StoredLetter, 'leaf' | 'told' | 'acknowledged' | 'index'>;
export type SentProgramme = Fate & {
  readonly programme: Programme;
  /** Whether no revision of it comes after it. */
  readonly stands: boolean;
};
export type SentMessage = Fate & { readonly message: Message };

const MOST = 500;

/**
 * Programmes and messages between a coach and a person. What is stored is sealed, once to the person and once to this coach
 * API; it is readable in memory alone, for a coach whose grant lives.
 */
export class Corresponding {
  readonly #options: CorrespondingOptions;
  /** One after the other, so that two revisions have two numbers. */
  readonly #turns = new Turns();

  constructor(options: CorrespondingOptions) {
    this.#options = options;
  }

  /** @throws CoachError `not-granted`, `damaged-record`, `bad-request`, `not-given`, `plan-warned` */
  sendProgramme(pair: Pair, draft: ProgrammeDraft): Promise<SentProgramme> {
    return this.#turns.take(async () => {
      const { person, authorities } = await this.#authorise(pair);
      const { id, revision } = await this.#nextRevision(pair, draft.id);
      const basis = draft.basis.map((code) => this.#basisOf(code, pair, authorities));
      const named = [...basis.flatMap(({ grants }) => grants), ...authorities.map((authority) => authority.id)];
      const grants = [...new Set(named)].slice(0, MAX_GRANTS).map((grant) => fromHex(grant));
      const summaries = basis.map(({ digest }) => digest);
      const programme = { ...draft.content, ...this.#frame(pair), id, revision, grants, summaries };
      const record = accepted(() => signProgramme(programme, this.#options.signingKey));
      // After the record's own limits: they are no warning, and nobody overrules them.
      checkLoad(draft);
      return { ...(await this.#send(person, { pair, kind: 'programme', record })), programme, stands: true };
    });
  }

  /** @throws CoachError `not-granted`, `damaged-record` */
  async programmes(pair: Pair): Promise<readonly SentProgramme[]> {
    await this.#authorise(pair);
    const opened = await this.#openProgrammes(pair);
    const standing = standingProgrammes(opened.map(({ leaf, programme }) => ({ leaf, record: programme })));
    return opened.map((each) => ({ ...each, stands: standing.has(each.leaf) }));
  }

  /** @throws CoachError `not-granted`, `damaged-record`, `bad-request` */
  async sendMessage(pair: Pair, draft: MessageDraft): Promise<SentMessage> {
    const { person } = await this.#authorise(pair);
    const message: Message = { ...draft, ...this.#frame(pair), agent: null, report: null };
    const record = accepted(() => signMessage(message, this.#options.signingKey));
    return { ...(await this.#send(person, { pair, kind: 'message', record })), message };
  }

  /** What either side wrote, the oldest first; what acknowledges alone is said of what it answers. */
  async messages(pair: Pair): Promise<readonly SentMessage[]> {
    await this.#authorise(pair);
    const agents = await this.#options.registry.agentsOf([pair.pseudonym]);
    const opened = await this.#open(pair, 'message', (bytes, { fromPerson }) => ({
      message: fromPerson ? openPersons(bytes, agents) : this.#openOwn((key) => openMessage(bytes, 'coach', key)),
    }));
    return opened.filter(({ message }) => message.text !== '' || message.report !== null);
  }

  #openOwn<T>(open: (publicKey: Uint8Array) => T): T {
    return openOwn(this.#options.ownKeys, open).opened;
  }

  async #authorise(pair: Pair): Promise<{ readonly person: Person; readonly authorities: readonly Authority[] }> {
    const { registry, ledger, clock } = this.#options;
    const person = await registry.person(pair.pseudonym);
    const alive = person === undefined ? [] : livingGrants(await ledger.of(person), clock.now());
    const authorities = alive.filter(({ grant }) => grant.recipient === pair.coach);
    if (person !== undefined && authorities.length > 0) return { person, authorities };
    throw new CoachError('not-granted', 'This person shares nothing with this coach at present.');
  }

  #frame({ coach, pseudonym }: Pair): Pick<Message, 'pseudonym' | 'coach' | 'time' | 'salt'> {
    const { clock, entropy } = this.#options;
    return { pseudonym: fromHex(pseudonym), coach, time: clock.now(), salt: entropy(32) };
  }

  async #nextRevision(pair: Pair, id: Uint8Array | undefined): Promise<{ id: Uint8Array; revision: number }> {
    if (id === undefined) return { id: this.#options.entropy(16), revision: 0 };
    const same = (await this.#openProgrammes(pair)).filter(({ programme }) => toHex(programme.id) === toHex(id));
    if (same.length === 0)
      throw new CoachError('bad-request', 'There is no programme of this id: leave it out for a new one.');
    return { id, revision: Math.max(...same.map(({ programme }) => programme.revision)) + 1 };
  }

  /** One whose grant was withdrawn since counts as not given: the record would name another grant for it. */
  #basisOf(code: string, pair: Pair, alive: readonly Authority[]): Basis {
    const basis = this.#options.basis.read(code, pair);
    if (basis?.grants.every((grant) => alive.some(({ id }) => id === grant))) return basis;
    throw new CoachError(
      'not-given',
      'This programme rests on an answer that this coach was not given about this person, or under a grant that lives no more: read it again, and name its f4w-basis.',
    );
  }

  #openProgrammes(pair: Pair): Promise<readonly Omit<SentProgramme, 'stands'>[]> {
    return this.#open(pair, 'programme', (bytes) => ({
      programme: this.#openOwn((key) => openProgramme(bytes, key)),
    }));
  }

  async #send(
    person: Person,
    {
      pair,
      kind,
      record,
    }: { readonly pair: Pair; readonly kind: 'programme' | 'message'; readonly record: Uint8Array },
  ): Promise<Fate> {
    const { letters, opener, leaves, clock, onWritten } = this.#options;
    const leaf = leafOf(record);
    await letters.add({
      ...{ ...pair, kind, leaf: toHex(leaf), time: clock.now() },
      ...{ forPerson: seal(record, person.vaultKey), forCoach: seal(record, opener.publicKey) },
    });
    leaves.send(leaf);
    onWritten();
    return { leaf: toHex(leaf), told: false, acknowledged: false, index: null };
  }

  /** Every letter is opened, compared with its leaf and verified again; one that is damaged is left out, and counted. */
  async #open<T extends object>(
    pair: Pair,
    kind: 'programme' | 'message',
    read: (bytes: Uint8Array, letter: StoredLetter) => T,
  ): Promise<readonly (Fate & T)[]> {
    const { letters, opener, logger } = this.#options;
    const opened: (Fate & T)[] = [];
    const stored = await letters.between({ ...pair, kind, limit: MOST });
    for (const letter of stored) {
      const one = refusalOf(() => {
        const bytes = opener.unseal(letter.forCoach);
        return toHex(leafOf(bytes)) === letter.leaf ? read(bytes, letter) : undefined;
      });
      if (one === undefined || 'refused' in one) continue;
      const { leaf, told, acknowledged, index } = letter;
      opened.push({ leaf, told, acknowledged, index, ...one });
    }
    if (opened.length < stored.length) logger.error('damaged-letter', { count: stored.length - opened.length });
    return opened;
  }
}

function openPersons(bytes: Uint8Array, agents: readonly EnrolledAgent[]): Message {
  const [first, ...others] = agents;
  const opened = refusalOf(() => openMessage(bytes, 'person', first?.key ?? new Uint8Array(0)));
  if (!('refused' in opened)) return opened;
  if (others.length === 0) return openMessage(bytes, 'person', first?.key ?? new Uint8Array(0));
  return openPersons(bytes, others);
}

/** What the schema of a route cannot say, the record's own reader does. @throws CoachError `bad-request` */
function accepted<T extends object>(sign: () => T): T {
  const signed = refusalOf(sign);
  if (!('refused' in signed)) return signed;
  throw new CoachError(
    'bad-request',
    'The days, the sessions or the text are not as section 12 or 13 of the specification says: see protocol/SPEC.md.',
  );
}

/** @throws CoachError `plan-warned` */
function checkLoad({ content, body, overruled }: ProgrammeDraft): void {
  const rules = new Set(loadWarnings(content, body).map(({ rule }) => rule));
  const open = [...rules].filter((rule) => !overruled.includes(rule));
  if (open.length === 0) return;
  throw new CoachError(
    'plan-warned',
    `The load rules ${open.join(', ')} warn of this plan: change it, or name them in overruled.`,
  );
}
