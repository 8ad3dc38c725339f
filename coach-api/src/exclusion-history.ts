import { equalBytes, fromHex, leafOf, openRetirement, toHex } from '@fit4work/protocol';
import type { AdministrationStore, Done, InvitationStanding } from './administration-port.js';
import type { MarkOf } from './core/invitation-marks.js';
import { emptyPlan } from './core/plan.js';
import { refusalOf } from './core/refusal.js';
import type { Erasures } from './erasures.js';
import { CoachError } from './error.js';
import type { Exclusion, ExclusionJournal, HeldPerson, HoldingOff, Retired } from './journal-port.js';
import type { KnownRetirement, KnownRetirements } from './known-retirements.js';
import type { Clock, Logger, Person, RecordStore, Registry } from './ports.js';
import { Turns } from './turns.js';

export interface ExclusionHistoryOptions {
  readonly journal: ExclusionJournal;
  readonly administration: Pick<
    AdministrationStore,
    'standings' | 'useAgain' | 'markAgain' | 'revoke' | 'suspendAgain' | 'resume'
  >;
  readonly records: Pick<RecordStore, 'retirements' | 'commit'>;
  readonly registry: Pick<Registry, 'persons' | 'agentsOf'>;
  readonly erasures: Pick<Erasures, 'prepare'>;
  /** Gets what the journal has. */
  readonly retired: Pick<KnownRetirements, 'add'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Who is let in no more, apart from the database, so that a copy of it that is brought back lets in no agent that was lost or
 * retired since, and nobody with an invitation that was revoked or used. Of each the last line counts.
 */
export class ExclusionHistory {
  readonly #options: ExclusionHistoryOptions;
  readonly #turns = new Turns();
  /** By what it is about. */
  readonly #last = new Map<string, Exclusion>();
  /** Holdings off that ended. */
  readonly #ended = new Set<string>();
  #replayed = 0;

  private constructor(options: ExclusionHistoryOptions) {
    this.#options = options;
  }

  /**
   * Brings database and journal together; to be awaited before anything is served.
   *
   * @throws CoachError `bad-config` when the journal is damaged, `journal-failed`
   */
  static async open(options: ExclusionHistoryOptions): Promise<ExclusionHistory> {
    const history = new ExclusionHistory(options);
    for (const exclusion of options.journal.take()) history.#know(exclusion);
    const standings = await options.administration.standings();
    const retired = await options.records.retirements();
    await history.#completeJournal(standings, retired);
    // Who is held off is who used the invitation.
    const used = await history.#useAgain();
    const count = used + (await history.#excludeAgain(standings)) + (await history.#retireAgain());
    history.#replayed = count;
    if (count > 0) options.logger.warn('exclusions-done-again', { count });
    return history;
  }

  /** How much the database lacked when this began. */
  get replayed(): number {
    return this.#replayed;
  }

  /** What was written last stays so without another line. @throws CoachError `journal-failed` */
  write(exclusions: readonly Exclusion[]): Promise<void> {
    if (exclusions.length === 0) return Promise.resolve();
    return this.#turns.take(async () => {
      const fresh = exclusions.filter((each) => !this.#isKnown(each));
      if (fresh.length === 0) return;
      await this.#options.journal.append(fresh);
      for (const each of fresh) this.#know(each);
    });
  }

  #know(exclusion: Exclusion): void {
    const subject = subjectOf(exclusion);
    const before = this.#last.get(subject);
    this.#last.set(subject, exclusion);
    if (exclusion.act !== 'suspend' && exclusion.act !== 'resume') return;
    if (exclusion.act === 'resume') this.#ended.add(holdingOf(exclusion));
    // Also where the database of that time, a copy from before, knew of another.
    if (before?.act === 'suspend' && !isNamedBy(before, exclusion)) this.#ended.add(holdingOf(before));
  }

  #isKnown(exclusion: Exclusion): boolean {
    const last = this.#last.get(subjectOf(exclusion));
    if (exclusion.act === 'resume') return last?.act === 'resume' && this.#ended.has(holdingOf(exclusion));
    if (exclusion.act !== 'suspend' || last?.act !== 'suspend') return last?.act === exclusion.act;
    return last.holding === exclusion.holding && (last.whom !== undefined || exclusion.whom === undefined);
  }

  /** Of a holding off that no line ends its own was not written: the disk was full, or the process died before it. */
  #isUnwritten({ invitation, holding }: Extract<Done, { readonly act: 'suspend' }>): boolean {
    const last = this.#last.get(`hold ${invitation}`);
    if (last?.act === 'suspend') return false;
    // An older line says nothing of which it ends.
    return (
      last?.act !== 'resume' || (last.holding !== undefined && !this.#ended.has(holdingOf({ invitation, holding })))
    );
  }

  /** A journal that was lost, is new, or could not be written gets what the database knows. */
  async #completeJournal(standings: readonly InvitationStanding[], retired: readonly Retired[]): Promise<void> {
    const retirements = retired.map((each) => ({ act: 'retire', ...each }) as const);
    const rows = standings.flatMap((each) => doneIn(each, this.#whomIn(each)));
    const lost: readonly Exclusion[] = [
      ...(await this.#signedOnly(retirements.filter((each) => !this.#last.has(subjectOf(each))))),
      ...rows.filter(({ done, mark }) => !this.#has(done) && this.#isBelieved(mark)).map(({ done }) => done),
      ...standings.flatMap((each) => this.#unnamed(each)),
    ];
    await this.write([...lost, { act: 'mark' }]);
    if (lost.length > 0) this.#options.logger.warn('exclusion-journal-completed', { count: lost.length });
    await this.#markAgain(rows.filter(({ mark }) => mark !== 'ours'));
  }

  /** A retirement that its person did not sign would be in the journal for good, and end every start. */
  async #signedOnly(retirements: readonly Retirement[]): Promise<readonly Retirement[]> {
    const { registry, logger } = this.#options;
    const signed: Retirement[] = [];
    for (const each of retirements) {
      const [person] = await registry.persons([each.pseudonym]);
      if (person && 'agent' in retirementOf(each, person)) signed.push(each);
    }
    const count = retirements.length - signed.length;
    if (count > 0) logger.error('retirement-not-signed', { count });
    return signed;
  }

  /** Once, of what an older release wrote, which has none: until the journal says that rows are marked. */
  #isBelieved(mark: MarkOf): boolean {
    return mark === 'ours' || (mark === 'none' && !this.#last.has('mark'));
  }

  #whomIn({ whom, marks }: InvitationStanding): HeldPerson | undefined {
    return (this.#isBelieved(marks.use) && whom) || undefined;
  }

  /** An older line does not say whom it held off. */
  #unnamed(standing: InvitationStanding): readonly Suspension[] {
    const last = this.#last.get(`hold ${standing.codeHash}`);
    const whom = this.#whomIn(standing);
    const isOlder = last?.act === 'suspend' && last.whom === undefined && isSo(last, standing);
    return isOlder && whom !== undefined ? [{ ...last, whom }] : [];
  }

  #has(done: Done): boolean {
    if (done.act === 'suspend') return !this.#isUnwritten(done);
    const last = this.#last.get(subjectOf(done));
    return last !== undefined && (done.act === 'revoke' || (last.act === 'use' && last.pseudonym === done.pseudonym));
  }

  /** Of a holding off that nobody is known to have begun nobody knows either that it ended. */
  #holdsNothingElse({ codeHash: invitation, holding }: InvitationStanding): boolean {
    return holding === null || this.#has({ act: 'suspend', invitation, holding });
  }

  /** What the journal has is marked, as after the key was changed; of anything else nobody knows who did it. */
  async #markAgain(rows: readonly DoneRow[]): Promise<void> {
    const { administration, logger } = this.#options;
    const known = rows.map(({ done }) => done).filter((done) => this.#has(done));
    if (known.length > 0) await administration.markAgain(known);
    const count = rows.length - known.length;
    if (count > 0) logger.error('exclusion-not-marked', { count });
  }

  #useAgain(): Promise<number> {
    return this.#options.administration.useAgain([...this.#last.values()].filter(isUse));
  }

  /** Of invitations that this database has: it may be a copy from before the others. @returns how many there were */
  async #excludeAgain(standings: readonly InvitationStanding[]): Promise<number> {
    const found = new Map(standings.map((each) => [each.codeHash, each]));
    const outcomes: Outcome[] = [];
    for (const exclusion of this.#last.values()) {
      if (exclusion.act === 'retire' || exclusion.act === 'use' || exclusion.act === 'mark') continue;
      const standing = found.get(exclusion.invitation);
      if (standing !== undefined) outcomes.push(await this.#doAgain(exclusion, standing));
    }
    const count = outcomes.filter((outcome) => outcome === 'refused').length;
    if (count > 0) this.#options.logger.error('exclusion-not-done', { count });
    return outcomes.filter((outcome) => outcome === 'done').length;
  }

  /** A holding off has the name that the journal has for it; an older line has none. */
  async #doAgain(exclusion: Excluding, standing: InvitationStanding): Promise<Outcome> {
    if (isSo(exclusion, standing)) return 'same';
    const { administration, clock } = this.#options;
    const { number } = standing;
    if (exclusion.act === 'revoke') {
      return (await administration.revoke(number, clock.now())) === 'revoked' ? 'done' : 'refused';
    }
    if (exclusion.act === 'suspend') {
      const { whom, holding } = exclusion;
      const held = { number, holding: holding ?? String(clock.now()), whom };
      return OUTCOMES[await administration.suspendAgain(held, clock.now())];
    }
    if (!this.#holdsNothingElse(standing)) return 'same';
    return (await administration.resume(number)) === 'unknown' ? 'refused' : 'done';
  }

  /** Of people whom this database has, and by what they signed: the row of an agent says otherwise when somebody changed it. @returns how many there were */
  async #retireAgain(): Promise<number> {
    const { registry, records, erasures, retired } = this.#options;
    const plan = emptyPlan();
    const known: KnownRetirement[] = [];
    for (const exclusion of this.#last.values()) {
      if (exclusion.act !== 'retire') continue;
      const { pseudonym, record: bytes } = exclusion;
      const [person] = await registry.persons([pseudonym]);
      if (person === undefined) continue;
      const retirement = retirementOf(exclusion, person);
      if ('refused' in retirement) throw damaged(retirement.refused);
      const { agent, lastSequence } = retirement;
      known.push({ pseudonym, agent, lastSequence });
      const row = (await registry.agentsOf([pseudonym])).find((each) => each.agent === agent);
      if (row === undefined || (row.lastSequence !== null && row.lastSequence <= lastSequence)) continue;
      plan.retirements.push({ pseudonym, leaf: leafTextOf(bytes), bytes, agent, lastSequence });
    }
    await records.commit(plan, await erasures.prepare(plan));
    // Not before: what is known stands in the place of the rows.
    for (const each of known) retired.add(each);
    return plan.retirements.length;
  }
}

type Suspension = Extract<Exclusion, { readonly act: 'suspend' }>;
type Excluding = Extract<Exclusion, { readonly act: 'revoke' | 'suspend' | 'resume' }>;
/** Of what the journal has: whether the database lacked it, and cannot have it. */
type Outcome = 'done' | 'same' | 'refused';

const OUTCOMES = { held: 'done', same: 'same', unused: 'refused', unknown: 'refused' } as const;

type Retirement = Extract<Exclusion, { readonly act: 'retire' }>;

/** What a row says was done, and whose its mark is. */
interface DoneRow {
  readonly done: Done;
  readonly mark: MarkOf;
}

/** @param whom it holds off, where that is believed */
function doneIn(
  { codeHash: invitation, usedBy, revoked, holding, marks }: InvitationStanding,
  whom: HeldPerson | undefined,
): readonly DoneRow[] {
  const done: readonly Done[] = [
    ...(usedBy === null ? [] : [{ act: 'use', invitation, pseudonym: usedBy } as const]),
    ...(revoked ? [{ act: 'revoke', invitation } as const] : []),
    ...(holding === null ? [] : [{ act: 'suspend', invitation, holding, whom } as const]),
  ];
  return done.map((each) => ({ done: each, mark: marks[each.act] }));
}

function retirementOf({ pseudonym, record }: Retired, { identityKey }: Pick<Person, 'identityKey'>) {
  const retirement = refusalOf(() => openRetirement(record, identityKey));
  if ('refused' in retirement || equalBytes(retirement.pseudonym, fromHex(pseudonym))) return retirement;
  return { refused: 'of another person' };
}

const leafTextOf = (record: Uint8Array): string => toHex(leafOf(record));

/** Holding off and its end are about the same. */
const subjectOf = (exclusion: Exclusion): string => {
  if (exclusion.act === 'retire') return `retire ${leafTextOf(exclusion.record)}`;
  if (exclusion.act === 'mark') return exclusion.act;
  const { act, invitation } = exclusion;
  return `${act === 'suspend' || act === 'resume' ? 'hold' : act} ${invitation}`;
};

const isUse = (exclusion: Exclusion): exclusion is Extract<Exclusion, { readonly act: 'use' }> =>
  exclusion.act === 'use';

const holdingOf = ({ invitation, holding }: { invitation: string; holding: string | null | undefined }): string =>
  `${invitation} ${holding}`;

function isSo(exclusion: Excluding, standing: InvitationStanding): boolean {
  if (exclusion.act === 'revoke') return standing.revoked;
  if (exclusion.act === 'resume') return standing.holding === null;
  const held = new Set(standing.whom?.agents);
  const named = exclusion.whom?.agents ?? [];
  // Who is held off had an agent: without a row of any somebody deleted them, and none named stands for all.
  const isWhole = named.length > 0 ? named.every((agent) => held.has(agent)) : held.size > 0;
  return standing.holding !== null && isNamedBy(exclusion, standing) && isWhole;
}

/** An older line names none, which may be any. */
const isNamedBy = ({ holding }: Pick<HoldingOff, 'holding'>, other: Pick<HoldingOff, 'holding'>): boolean =>
  holding === undefined || holding === null || holding === other.holding;

const damaged = (cause?: unknown): CoachError =>
  new CoachError(
    'bad-config',
    'The journal of exclusions is damaged: bring back its own backup, or point FIT4WORK_COACH_EXCLUSIONS to the right file.',
    { cause },
  );
