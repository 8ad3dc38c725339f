import type { Placed } from './finding.js';
import type { Language } from './language.js';
import type { PackKind } from './pack-finding.js';

type Sentences = Readonly<Record<PackKind, (finding: Placed) => string>>;

const ENGLISH: Sentences = {
  'pack-part': ({ path, detail }) => `${path} is not sound: ${detail}`,
  'pack-member-missing': ({ path }) => `${path} is missing from the pack.`,
  'pack-member-changed': ({ path }) => `${path} is not as the manifest of the pack says.`,
  'pack-member-strange': ({ path }) => `${path} is no member of a pack, or not what the rest of it leads to.`,
  'pack-not-derived': ({ path }) => `${path} is not what follows from the blocks of the pack.`,
  'pack-form': ({ path }) => `${path} is not of the form that the log's own program writes.`,
  'pack-uncovered': ({ path }) => `${path} does not cover the last block of the period.`,
  'pack-blocks-left-out': ({ path }) => `${path} does not span the period: blocks of it are left out.`,
  'pack-links-count': ({ path }) => `${path} is not sound: It has not as many hashes as its blocks ask for.`,
  'pack-links-block': ({ path, index, other }) =>
    `${path} is not sound: Block ${index} does not hold the hash of block ${other}.`,
  'pack-links-root': ({ path }) => `${path} is not sound: Its hashes do not lead to the root of the checkpoint.`,
  'day-not-signed': ({ path }) => `${path} is not signed and cosigned as a checkpoint of this log.`,
  'day-other-log': ({ path }) => `${path} is of another log.`,
  'day-not-last': ({ path }) => `${path} is not the last checkpoint that came out of its day.`,
  'day-other-root': ({ path }) => `${path} has another root than the block of the pack that ends there.`,
  'day-not-cosigned': ({ path, witness }) =>
    `${path} is not cosigned by ${witness}, of whom publications.jsonl says so.`,
  'no-pack': ({ detail }) => `The pack is not sound: ${detail}`,
  'pack-policy-proof': ({ path, detail }) => `${path} is not sound: ${detail}`,
  'pack-without-manifest': () => 'The pack has no signed manifest.',
  'pack-other-note': ({ path }) => `${path} is not of this MANIFEST.json and a log of the policy.`,
  'pack-not-signed': ({ path }) => `${path} is not signed by the log of the policy.`,
  'pack-members-moved': () => 'Members of the manifest are missing from the pack, or stand in another order.',
  'pack-other-version': () => 'The pack is of an earlier form: verify it with the program of its time.',
};

const DUTCH: Sentences = {
  'pack-part': ({ path, detail }) => `${path} klopt niet. ${detail}`,
  'pack-member-missing': ({ path }) => `${path} ontbreekt in het pakket.`,
  'pack-member-changed': ({ path }) => `${path} is niet zoals het manifest van het pakket zegt.`,
  'pack-member-strange': ({ path }) => `${path} hoort niet in een pakket, of is niet waar de rest ervan naartoe leidt.`,
  'pack-not-derived': ({ path }) => `${path} is niet wat uit de blokken van het pakket volgt.`,
  'pack-form': ({ path }) => `${path} heeft niet de vorm die het programma van het logboek schrijft.`,
  'pack-uncovered': ({ path }) => `${path} reikt niet tot het laatste blok van de periode.`,
  'pack-blocks-left-out': ({ path }) => `${path} omvat de periode niet: er zijn blokken van weggelaten.`,
  'pack-links-count': ({ path }) => `${path} klopt niet: er staan niet zo veel hashes in als de blokken vragen.`,
  'pack-links-block': ({ path, index, other }) =>
    `${path} klopt niet: blok ${index} bevat de hash van blok ${other} niet.`,
  'pack-links-root': ({ path }) => `${path} klopt niet: de hashes leiden niet naar de wortel van het checkpoint.`,
  'day-not-signed': ({ path }) => `${path} is niet ondertekend en medeondertekend als checkpoint van dit logboek.`,
  'day-other-log': ({ path }) => `${path} is van een ander logboek.`,
  'day-not-last': ({ path }) => `${path} is niet het laatste checkpoint dat van die dag verscheen.`,
  'day-other-root': ({ path }) => `${path} heeft een andere wortel dan het blok van het pakket dat daar eindigt.`,
  'day-not-cosigned': ({ path, witness }) =>
    `${path} is niet medeondertekend door ${witness}, al zegt publications.jsonl dat wel.`,
  'no-pack': ({ detail }) => `Het pakket klopt niet. ${detail}`,
  'pack-policy-proof': ({ path, detail }) => `${path} klopt niet. ${detail}`,
  'pack-without-manifest': () => 'Het pakket heeft geen ondertekend manifest.',
  'pack-other-note': ({ path }) => `${path} is niet van dit MANIFEST.json en een logboek van het beleid (policy).`,
  'pack-not-signed': ({ path }) => `${path} is niet ondertekend door het logboek van het beleid (policy).`,
  'pack-members-moved': () => 'Er ontbreken delen van het manifest in het pakket, of ze staan in een andere volgorde.',
  'pack-other-version': () => 'Het pakket heeft een oudere vorm: ga het na met het programma van toen.',
};

/** What is wrong with a pack, by the kind of finding. */
export const PACK_WORDS: Readonly<Record<Language, Sentences>> = { nl: DUTCH, en: ENGLISH };
