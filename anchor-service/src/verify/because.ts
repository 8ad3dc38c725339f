import { ArchiveError } from '@fit4work/archive';
import { LogError, ProtocolError } from '@fit4work/protocol';
import type { Because, Finding } from './finding.js';
import type { Language } from './language.js';

const MALFORMED = 'Het heeft niet de vorm die het moet hebben.';

/** The English of each is what the library said itself, which is nearer. */
export const BECAUSE_IN_DUTCH: Readonly<Record<Because, string>> = {
  'malformed-note': 'Het is geen ondertekende tekst.',
  'malformed-key': 'Er staat een sleutel in die geen sleutel is.',
  'malformed-checkpoint': 'Het is geen checkpoint.',
  'malformed-policy': 'Het is geen beleid (policy).',
  'malformed-tile': 'Het is geen tegel van een logboek.',
  'malformed-bundle': 'Het is geen bundel van bladeren.',
  'malformed-proof': 'Het is geen bewijs.',
  'malformed-block': 'Er staat een blok in dat geen blok is.',
  'malformed-state': 'Het is geen bewaarde toestand.',
  'malformed-statement': 'Het is geen verklaring over het beleid (policy).',
  'unknown-log': 'Het is van een logboek dat het beleid (policy) niet noemt.',
  'quorum-not-met': 'Het is medeondertekend door minder getuigen dan het beleid (policy) vraagt.',
  'wrong-succession': 'Het volgt niet op wat ervoor staat.',
  'refused-statement': 'Het logboek toont een verklaring die niet te geloven is.',
  rollback: 'Het is ouder dan wat eerder gezien is.',
  fork: 'Het spreekt tegen wat eerder gezien is.',
  'unbound-block': 'Een blok erin sluit niet aan op het blok ervoor.',
  'missing-tile': 'Er ontbreekt een tegel van het logboek.',
  'wrong-proof': 'Het leidt niet naar de ondertekende wortel.',
  malformed: MALFORMED,
  'not-canonical': 'Het is anders geschreven dan het geschreven moet zijn.',
  'unsupported-version': 'Het heeft een vorm die dit programma niet kent.',
  'bad-signature': 'De handtekening ontbreekt of klopt niet.',
  'wrong-key': 'Het is met een andere sleutel gemaakt.',
  'decryption-failed': 'Het is niet te openen.',
  'out-of-range': 'Er staat een getal in dat daar niet kan staan.',
  'too-large': 'Het is te groot.',
  'bad-member': 'Een deel ervan heeft een naam of grootte die niet kan.',
  'bad-header':
    'Er staat iets tussen de delen dat het logboek daar niet schreef: dit is geen pakket, of het is veranderd.',
  'cut-short': 'Het houdt te vroeg op, of er staat iets tussen de delen: het is afgekapt of veranderd.',
  'repeated-member': 'Een deel staat er twee keer in: het is veranderd.',
  'not-given': 'Het is er niet bij.',
  'not-readable': 'Het is niet te lezen.',
  'no-policy-before': 'Het beleid (policy) ervoor staat niet bij de verklaringen.',
  'no-log': 'Het beleid (policy) noemt zijn logboek niet.',
};

/** What a library refused, and why; `undefined` where it is no refusal of theirs. */
export function refusalOf(error: unknown): Required<Pick<Finding, 'detail' | 'because'>> | undefined {
  const isKnown = error instanceof LogError || error instanceof ProtocolError || error instanceof ArchiveError;
  return isKnown ? { detail: error.message, because: error.code } : undefined;
}

/** The words of a reason; `undefined` where the library's own sentence is to be said. */
export const becauseIn = (language: Language, { because }: Finding): string | undefined =>
  because === undefined || language === 'en' ? undefined : BECAUSE_IN_DUTCH[because];
