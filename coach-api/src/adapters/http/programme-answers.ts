import { type ActivityState, carePlanBundle, summaryMaker } from '@fit4work/health-formats';
import { type Session, toHex } from '@fit4work/protocol';
import type { Static } from 'typebox';
import type { LoadWarning } from '../../core/programmes/load-check.js';
import { type Language, LOAD_WORDS, REASON_WORDS } from '../../core/programmes/plan-words.js';
import type { AdaptationReason } from '../../core/programmes/proposal.js';
import type { SentProgramme } from '../../corresponding.js';
import type { ComparedProgramme, FollowedProgramme, Proposal } from '../../programming.js';
import type { AdherenceAnswer } from './programme-schemas.js';
import { provenReads } from './proven-reads.js';

/* What a coach is answered of programmes. */

export function programmeOf({ programme, ...fate }: SentProgramme) {
  const { id, revision, title, from, until, sessions, advice, time } = programme;
  return { ...fate, time, id: toHex(id), revision, title, from, until, sessions: [...sessions], advice };
}

export function comparedOf({ sent, difference }: ComparedProgramme) {
  const { grants, summaries } = sent.programme;
  return {
    ...programmeOf(sent),
    basis: { grants: grants.map(toHex), summaries: summaries.map(toHex) },
    difference: difference && {
      ...{ against: difference.against, changed: [...difference.changed] },
      ...{ added: [...difference.added], removed: [...difference.removed], altered: [...difference.altered] },
    },
  };
}

export const followedOf = ({ sessions, weeks, read }: FollowedProgramme): Static<typeof AdherenceAnswer> => ({
  ...{ reads: provenReads(read?.reads ?? []), sessions: [...sessions], weeks: [...weeks] },
});

export const warningsOf = (warnings: readonly LoadWarning[], language: Language) =>
  warnings.map(({ rule, day }) => ({ rule, day, sentence: LOAD_WORDS[language][rule] }));

const reasonOf = (language: Language) => (reason: AdaptationReason) => ({
  ...{ reason, sentence: REASON_WORDS[language][reason] },
});

/** What can be sent as it stands, once the coach wants it. */
export function proposalOf(proposal: Proposal, language: Language) {
  const { sent, change, reasons, warnings, read } = proposal;
  const { id, title, from, until, advice } = sent.programme;
  const sessions: Session[] = [...proposal.sessions];
  return {
    ...{ reads: provenReads(read?.reads ?? []), change, reasons: reasons.map(reasonOf(language)) },
    programme: { id: toHex(id), title, from, until, sessions, advice },
    warnings: warningsOf(warnings, language),
  };
}

export const carePlanOf = (
  pseudonym: string,
  { programme, stands }: SentProgramme,
  { over, states }: { readonly over: boolean; readonly states: readonly ActivityState[] },
): string => JSON.stringify(carePlanBundle({ programme, stands, over, states }, summaryMaker(pseudonym)));
