import type { RecoveryKind } from '@fit4work/protocol';
import type { Recovered } from '../../recovery/recover.js';
import { unconfirmedLines } from '../consent-said.js';
import type { Language } from '../language.js';
import type { FindingCode } from './findings.js';

/* What is told of a recovery, in the languages of the employee. */

const DUTCH_CODES: Readonly<Record<FindingCode, string>> = {
  malformed: 'is niet wat het zegt te zijn',
  'bad-signature': 'is niet ondertekend door wie het moest ondertekenen',
  'not-ours': 'is van iemand anders',
  'unknown-agent': 'is van een agent die u niet hebt erkend',
  'not-opened': 'is niet voor u verzegeld',
  gap: 'ontbreekt in een keten',
  'chain-broken': 'volgt niet op wat ervoor kwam',
  'end-missing': 'keten eindigt te vroeg',
  'keys-missing': 'heeft geen bewaarde sleutels',
  'record-missing': 'wordt genoemd en ontbreekt',
  'erasure-unaccounted':
    'is gewist zonder dat een attest het zegt (na het einde van een uitdaging mag de coach-API dat)',
};

const ENGLISH_CODES: Readonly<Record<FindingCode, string>> = {
  malformed: 'is not what it says it is',
  'bad-signature': 'is not signed by who had to sign it',
  'not-ours': 'is of somebody else',
  'unknown-agent': 'is of an agent that you did not certify',
  'not-opened': 'is not sealed to you',
  gap: 'is missing in a chain',
  'chain-broken': 'does not follow what came before it',
  'end-missing': 'chain ends too early',
  'keys-missing': 'has no kept keys',
  'record-missing': 'is named and missing',
  'erasure-unaccounted':
    'is erased, and no certificate says so (after the end of a challenge the coach API may do that)',
};

/** What `recover` tells once it has tried to send the ends of the agents before. */
export interface ToldOfRecovery extends Recovered {
  /** Agents whose end is signed, and not confirmed by the coach API: until it is, their machines can go on sending. */
  readonly retiring: readonly number[];
}

/** Lines that say what came back, and loudly what did not. */
export function recoveredLines(
  { agent, days, samples, envelopes, erased, retired, retiring, kept, before, unconfirmed, findings }: ToldOfRecovery,
  language: Language,
): readonly string[] {
  const dutch = language === 'nl';
  const codes = dutch ? DUTCH_CODES : ENGLISH_CODES;
  const came = dutch
    ? `Hersteld: ${samples} metingen van ${days} dagen uit ${envelopes} enveloppen; ${erased} zijn gewist. Deze machine is agent ${agent}.`
    : `Recovered: ${samples} samples of ${days} days out of ${envelopes} envelopes; ${erased} are erased. This machine is agent ${agent}.`;
  const again = dutch
    ? 'Dit was al hersteld, en er werd nu niets hersteld of beëindigd. Toen werd gezegd:'
    : 'This was recovered already, and nothing was recovered or ended now. What was told then:';
  const stands = (other: number): string =>
    dutch
      ? `Agent ${other} bestaat nog, zoals gevraagd: \`fit4work-agent rotate --retire ${other}\` beëindigt hem.`
      : `Agent ${other} still stands, as was asked: \`fit4work-agent rotate --retire ${other}\` ends it.`;
  const ended = dutch ? 'Beëindigd als agent' : 'Ended as an agent';
  const ending = dutch
    ? `NOG NIET BEËINDIGD: agent ${retiring.join(', ')}. De coach-API heeft het nog niet bevestigd, en tot dan kan die machine in uw naam blijven verzenden; ga online en start \`fit4work-agent run\`, en kijk met \`fit4work-agent status\` of er niets meer wacht.`
    : `NOT ENDED YET: agent ${retiring.join(', ')}. The coach API has not confirmed it, and until then that machine can go on sending in your name; go online and start \`fit4work-agent run\`, and see by \`fit4work-agent status\` that nothing waits any more.`;
  const next = dutch
    ? 'Er is geen polsband gekoppeld, ook niet wat u hier vóór de herstelling koppelde: koppel elk met `fit4work-agent pair --address ADRES --family FAMILIE`.'
    : 'No wearable is paired, not even one that you paired here before the recovery: pair each with `fit4work-agent pair --address ADDRESS --family FAMILY`.';
  const wrong = dutch ? 'NIET ALLES KWAM TERUG ZOALS HET WAS:' : 'NOT EVERYTHING CAME BACK AS IT WAS:';
  return [
    ...(before ? [again] : []),
    came,
    ...kept.map(stands),
    ...(retired.length > 0 ? [`${ended}: ${retired.join(', ')}.`] : []),
    ...(retiring.length > 0 ? [ending] : []),
    ...unconfirmedLines(unconfirmed.length, language),
    ...(findings.length > 0 ? [wrong] : []),
    ...findings.map(({ kind, code, count, first }) => {
      const at = first === null ? '' : ` (agent ${first.agent}, ${first.sequence})`;
      return `  ${kind}: ${count} ${codes[code]}${at}`;
    }),
    next,
  ];
}

/** One line for who waits. */
export const recoveryProgress = (kind: RecoveryKind, done: number, language: Language): string =>
  language === 'nl' ? `Herstellen: ${kind} ${done} …` : `Recovering: ${kind} ${done} …`;
