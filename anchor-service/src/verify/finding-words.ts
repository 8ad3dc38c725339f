import { becauseIn } from './because.js';
import type { Finding, Placed } from './finding.js';
import type { Language } from './language.js';
import { PACK_WORDS } from './pack-finding-words.js';

type Sentence = (finding: Placed) => string;

const toldEnglish = (told: Finding['byBlocks']): string =>
  told === undefined
    ? ''
    : `, and by its blocks, which it may have changed too, one from index ${told[0]} to ${told[1] - 1}`;

const toldDutch = (told: Finding['byBlocks']): string =>
  told === undefined
    ? ''
    : `, en volgens zijn blokken, die het mee veranderd kan hebben, van ${told[0]} tot en met ${told[1] - 1}`;

const ENGLISH: Readonly<Record<Finding['kind'], Sentence>> = {
  'bad-checkpoint': ({ detail }) =>
    `What is served as the checkpoint is not one that the policy believes: is this the log, and not a page in between? ${detail}`,
  'false-statement': ({ path, detail }) => `${path} does not lead on from the policy before it. ${detail}`,
  'wrong-root': ({ index }) => `The root of the checkpoint at size ${index} is not that of the entries.`,
  'missing-file': ({ path }) => `${path} is missing, and the checkpoint needs it.`,
  'malformed-file': ({ path }) => `${path} has a wrong length, or an entry that is not a leaf of 32 bytes.`,
  'wrong-hash': ({ path, index }) => `The tile ${path} has a wrong hash at place ${index}.`,
  'wrong-tile': ({ path, index, other, byBlocks }) =>
    `The tile ${path} does not lead to the signed root: it was changed, alone or with an entry from index ${index} to ${other - 1}${toldEnglish(byBlocks)}.`,
  'wrong-entry': ({ path, index }) => `The entry at index ${index}, in ${path}, does not lead to the signed root.`,
  rewritten: ({ index, other, path, byBlocks }) =>
    `The entries do not lead to the signed root: by signed checkpoints one from index ${index} to ${other - 1}, from ${path} on, was changed${toldEnglish(byBlocks)}; another copy (--log) tells which.`,
  'second-leaf': ({ index, other }) =>
    `The leaf at index ${index} stands in the log a second time; the first is at ${other}.`,
  'other-leaf': ({ path, index }) => `${path} has another leaf at index ${index} than was verified before.`,
  'missing-block': ({ index }) => `Block ${index} is missing.`,
  'malformed-block': ({ path, detail }) => `${path} is no block. ${detail}`,
  'broken-chain': ({ index }) => `Block ${index} does not follow the block before it.`,
  'unbound-block': ({ index, other, path }) => `Block ${index} does not hold the hash of block ${other} (${path}).`,
  'wrong-block-root': ({ index, other }) => `The root of block ${index} is not that of the log at size ${other}.`,
  'block-beyond': ({ index }) => `Block ${index} ends beyond the checkpoint.`,
  'other-latest': ({ index }) => `blocks/latest is not the block ${index} of the chain.`,
  'other-block': ({ index }) =>
    `From block ${index} on the two sources have another chain of blocks over the same leaves.`,
  'other-newest': ({ index }) =>
    `The newest block, ${index}, is told in two ways, and no tree binds it yet: ask again when the log has grown.`,
  'wrong-newest': ({ index }) =>
    `The newest block, ${index}, does not fit the entries, and no tree binds it yet: ask again when the log has grown.`,
  'replaced-newest': ({ index }) =>
    `Block ${index} was shown otherwise the last time than the log has bound it since; nobody had signed that copy. The bound one has taken its place: verify again, and ask who stands between when it comes back.`,
  rollback: ({ index, other }) =>
    `The checkpoint has ${index} entries, older than what was seen before, of ${other}, or of another past: that alone convicts nobody, so compare with another source (--log).`,
  fork: ({ index, other }) =>
    `The log was rewritten: its checkpoint of ${index} entries contradicts the one of ${other} that was verified before.`,
  'not-the-held-tree': ({ index }) =>
    `The tiles of the first ${index} entries are not those that were verified before.`,
  'bad-proof': ({ path, detail }) =>
    `${path} does not lead from this leaf to the signed root: it is of another leaf or was changed, and says nothing of the log. ${detail}`,
  'unusable-proof': ({ path, detail }) => `${path} is no proof that the policy believes. ${detail}`,
  contradiction: ({ index, other }) =>
    `Both checkpoints, of ${index} and of ${other} entries, are signed by this log and cannot both be true.`,
  'two-statements': ({ index }) =>
    `The log signed two statements of number ${index}, both cosigned, that do not say the same about whom to believe.`,
  'failed-check': ({ path, detail }) => `${path}: ${detail}`,
  'no-checkpoint': () => 'There is no checkpoint: is this the folder or address of a log?',
  unreadable: ({ path, detail }) => `${path} could not be read: try again. ${detail}`.trimEnd(),
  'not-a-source': ({ path }) => `${path} is neither a folder nor an address that begins with http:// or https://.`,
  'bad-policy': ({ detail }) => detail,
  'bad-file': ({ path, detail }) => `The file ${path} cannot be used: ${detail}`,
  'bad-state': ({ path, detail }) =>
    `The state ${path} is damaged, or of another log or policy: remove it to verify from the first leaf. ${detail}`.trimEnd(),
  'busy-state': ({ path }) => `Another run uses the state ${path}: verify again when it is done.`,
  'bad-argument': ({ detail }) => detail,
  undecided: ({ detail }) => detail,
  ...PACK_WORDS.en,
};

const DUTCH: Readonly<Record<Finding['kind'], Sentence>> = {
  'bad-checkpoint': ({ detail }) =>
    `Wat als checkpoint komt, is er geen dat het beleid (policy) gelooft: is dit het logboek, en geen bladzijde ertussen? ${detail}`,
  'false-statement': ({ path, detail }) => `${path} leidt niet verder vanaf het beleid (policy) ervoor. ${detail}`,
  'wrong-root': ({ index }) => `De wortel van het checkpoint bij ${index} plaatsen is niet die van wat er staat.`,
  'missing-file': ({ path }) => `${path} ontbreekt, en het checkpoint heeft het nodig.`,
  'malformed-file': ({ path }) => `${path} heeft een verkeerde lengte, of bevat iets anders dan bladeren van 32 bytes.`,
  'wrong-hash': ({ path, index }) => `De tegel ${path} heeft een verkeerde hash op plaats ${index}.`,
  'wrong-tile': ({ path, index, other, byBlocks }) =>
    `De tegel ${path} leidt niet naar de ondertekende wortel: ze is veranderd, alleen of met iets op een plaats van ${index} tot en met ${other - 1}${toldDutch(byBlocks)}.`,
  'wrong-entry': ({ path, index }) =>
    `Wat in ${path} op plaats ${index} van het logboek staat, leidt niet naar de ondertekende wortel.`,
  rewritten: ({ index, other, path, byBlocks }) =>
    `Wat er staat, leidt niet naar de ondertekende wortel: volgens ondertekende checkpoints is iets veranderd op een plaats van ${index} tot en met ${other - 1}, vanaf ${path}${toldDutch(byBlocks)}; een andere kopie (--log) zegt welke.`,
  'second-leaf': ({ index, other }) =>
    `Het blad op plaats ${index} staat een tweede keer in het logboek; de eerste keer op ${other}.`,
  'other-leaf': ({ path, index }) => `${path} heeft op plaats ${index} een ander blad dan eerder is nagegaan.`,
  'missing-block': ({ index }) => `Blok ${index} ontbreekt.`,
  'malformed-block': ({ path, detail }) => `${path} is geen blok. ${detail}`,
  'broken-chain': ({ index }) => `Blok ${index} sluit niet aan op het blok ervoor.`,
  'unbound-block': ({ index, other, path }) => `Blok ${index} bevat de hash van blok ${other} niet (${path}).`,
  'wrong-block-root': ({ index, other }) =>
    `De wortel van blok ${index} is niet die van het logboek bij ${other} plaatsen.`,
  'block-beyond': ({ index }) => `Blok ${index} reikt verder dan het checkpoint.`,
  'other-latest': ({ index }) => `blocks/latest is niet het blok ${index} van de keten.`,
  'other-block': ({ index }) =>
    `Vanaf blok ${index} hebben de twee bronnen een andere keten van blokken over dezelfde bladeren.`,
  'other-newest': ({ index }) =>
    `Het nieuwste blok, ${index}, komt in twee vormen, en nog geen boom bindt het: vraag het opnieuw als het logboek gegroeid is.`,
  'wrong-newest': ({ index }) =>
    `Het nieuwste blok, ${index}, past niet bij de bladeren, en nog geen boom bindt het: vraag het opnieuw als het logboek gegroeid is.`,
  'replaced-newest': ({ index }) =>
    `Blok ${index} kwam de vorige keer anders dan het logboek het sindsdien gebonden heeft; niemand had dat exemplaar ondertekend. Het gebonden blok is in de plaats gekomen: ga opnieuw na, en vraag wie ertussen zit als dit terugkomt.`,
  rollback: ({ index, other }) =>
    `Het checkpoint telt ${index} plaatsen, ouder dan wat eerder gezien is, van ${other}, of van een ander verleden: dat alleen belast niemand, dus vergelijk met een andere bron (--log).`,
  fork: ({ index, other }) =>
    `Het logboek is herschreven: zijn checkpoint van ${index} plaatsen spreekt dat van ${other} tegen, dat eerder nagegaan is.`,
  'not-the-held-tree': ({ index }) => `De tegels van de eerste ${index} plaatsen zijn niet die van de vorige keer.`,
  'bad-proof': ({ path, detail }) =>
    `${path} leidt niet van dit blad naar de ondertekende wortel: het is van een ander blad of is veranderd, en zegt niets over het logboek. ${detail}`,
  'unusable-proof': ({ path, detail }) => `${path} is geen bewijs dat het beleid (policy) gelooft. ${detail}`,
  contradiction: ({ index, other }) =>
    `Beide checkpoints, van ${index} en van ${other} plaatsen, zijn door dit logboek ondertekend en kunnen niet allebei waar zijn.`,
  'two-statements': ({ index }) =>
    `Het logboek heeft twee verklaringen met nummer ${index} ondertekend, beide medeondertekend, die niet hetzelfde zeggen over wie te vertrouwen is.`,
  'failed-check': ({ path, detail }) => `${path}: ${detail}`,
  'no-checkpoint': () => 'Er is geen checkpoint: is dit de map of het adres van een logboek?',
  unreadable: ({ path, detail }) => `${path} kon niet gelezen worden: probeer opnieuw. ${detail}`.trimEnd(),
  'not-a-source': ({ path }) => `${path} is geen map en geen adres dat met http:// of https:// begint.`,
  'bad-policy': ({ detail }) => `Het beleid (policy) kan niet gebruikt worden. ${detail}`,
  'bad-file': ({ path, detail }) => `Het bestand ${path} kan niet gebruikt worden. ${detail}`,
  'bad-state': ({ path, detail }) =>
    `De toestand ${path} is beschadigd, of van een ander logboek of beleid: verwijder ze om vanaf het eerste blad na te gaan. ${detail}`.trimEnd(),
  'busy-state': ({ path }) =>
    `De toestand ${path} is in gebruik bij een andere keer nagaan: probeer opnieuw als die klaar is.`,
  'bad-argument': ({ detail }) => detail,
  undecided: ({ detail }) => detail,
  ...PACK_WORDS.nl,
};

/** One sentence that names the place. A detail that a library gave stays in its English, where nothing says why it gave it. */
export function findingSentence(finding: Finding, language: Language): string {
  const { path = '?', index = 0, other = 0, witness = '?', byBlocks } = finding;
  const detail = becauseIn(language, finding) ?? finding.detail ?? '';
  return (language === 'nl' ? DUTCH : ENGLISH)[finding.kind]({ path, index, other, witness, detail, byBlocks });
}
