import type { Words } from './words.js';

/* What `--help` says of the commands of every day: the bridge, and what was measured. */

export const RUN_HELP = {
  summary: {
    en: 'the bridge itself: read the wearables, seal and publish',
    nl: 'de brug zelf: lees de polsbanden, verzegel en verzend',
  },
  description: {
    en: 'Keeps the wearables connected, seals and sends until it is stopped; or once, until all that is found is stored and proven. It ends with the status.',
    nl: 'Blijft met de polsbanden verbonden, verzegelt en verzendt tot het gestopt wordt; of één keer, tot alles wat gevonden werd bewaard en bewezen is. Het eindigt met de stand.',
  },
  once: {
    en: 'end when everything that the wearables hold is stored and proven',
    nl: 'eindig als alles wat de polsbanden hebben, bewaard en bewezen is',
  },
  noPage: { en: 'serve no page to this machine', nl: 'toon geen pagina aan deze machine' },
  service: {
    en: 'As a service: see deploy/ of the project.',
    nl: 'Als dienst: zie deploy/ van het project.',
  },
} satisfies Words;

export const STATUS_HELP = {
  summary: {
    en: 'what was measured, sealed, stored and proven; no passphrase',
    nl: 'wat gemeten, verzegeld, bewaard en bewezen is; zonder wachtwoordzin',
  },
  description: {
    en: 'Counts of what was measured, sealed, stored and proven; wearables; grants that live, and withdrawals that the coach API has not heard of. It needs no passphrase and shows no measured value; exit 1 if something was changed on disk.',
    nl: 'Aantallen van wat gemeten, verzegeld, bewaard en bewezen is; polsbanden; toestemmingen die gelden, en intrekkingen die de coach-API nog niet weet. Het vraagt geen wachtwoordzin en toont geen gemeten waarde; eindigt met 1 als iets op schijf veranderd is.',
  },
  check: {
    en: 'look at all that is kept, row by row; what was changed on disk is named',
    nl: 'bekijk alles wat bewaard wordt, rij per rij; wat op schijf veranderd is, wordt genoemd',
  },
} satisfies Words;

export const PAGE_HELP = {
  summary: {
    en: 'open your own page, which `run` serves on this machine',
    nl: 'open uw eigen pagina, die `run` op deze machine toont',
  },
  description: {
    en: 'Prints a link that logs in at the page once, within five minutes, and opens it where a browser can be.',
    nl: 'Geeft een link die één keer aanmeldt bij de pagina, binnen vijf minuten, en opent ze waar een browser kan zijn.',
  },
  noOpen: { en: 'only print the link', nl: 'geef enkel de link' },
  note: {
    en: 'The link is as good as a key for as long as it lives: give it to nobody.',
    nl: 'De link is zo goed als een sleutel zolang hij geldt: geef hem aan niemand.',
  },
} satisfies Words;

export const SAMPLES_HELP = {
  summary: { en: 'show what was measured', nl: 'toon wat gemeten is' },
  description: {
    en: 'Shows what was measured; exit 1 if a part of it was changed on disk.',
    nl: 'Toont wat gemeten is; eindigt met 1 als een deel daarvan op schijf veranderd is.',
  },
  allMetrics: { en: 'all', nl: 'alle' },
  granularity: { en: 'how finely', nl: 'hoe fijn' },
  unlock: {
    en: 'ask for the passphrase, to see the days that are closed',
    nl: 'vraag de wachtwoordzin, om de dagen te zien die gesloten zijn',
  },
} satisfies Words;

export const SEAL_HELP = {
  summary: {
    en: 'seal anew what came late of days that are closed',
    nl: 'verzegel opnieuw wat laat kwam van dagen die gesloten zijn',
  },
  description: {
    en: 'Seals anew what came late of days that are closed; `status` names them.',
    nl: 'Verzegelt opnieuw wat laat kwam van dagen die gesloten zijn; `status` noemt ze.',
  },
} satisfies Words;

export const EXPORT_HELP = {
  summary: {
    en: 'write all that is kept of you into one archive, or verify one',
    nl: 'schrijf alles wat van u bewaard wordt in één archief, of kijk er een na',
  },
  description: {
    en: 'Writes all that is kept of the employee into one archive that anybody can read; or verifies one, offline.',
    nl: 'Schrijft alles wat van de medewerker bewaard wordt in één archief dat iedereen kan lezen; of kijkt er een na, zonder netwerk.',
  },
  out: {
    en: 'the archive to write: tar, compressed where the name ends in .gz or .tgz',
    nl: 'het archief dat geschreven wordt: tar, samengeperst als de naam op .gz of .tgz eindigt',
  },
  verify: {
    en: 'verify this archive instead; exit 0 sound, 1 unsound, 2 could not tell',
    nl: 'kijk in de plaats dit archief na; eindigt met 0 in orde, 1 niet in orde, 2 niet na te gaan',
  },
} satisfies Words;

export const ERASE_HELP = {
  summary: {
    en: 'have days forgotten, here and at the coach API',
    nl: 'laat dagen wissen, hier en bij de coach-API',
  },
  description: {
    en: 'Has days forgotten, here at once and at the coach API with a certificate; exit 1 if one does not hold.',
    nl: 'Laat dagen wissen, hier meteen en bij de coach-API met een attest; eindigt met 1 als er een niet klopt.',
  },
  day: { en: 'one day, YYYY-MM-DD', nl: 'één dag, JJJJ-MM-DD' },
  all: { en: 'every day up to today; every grant ends', nl: 'elke dag tot vandaag; elke toestemming eindigt' },
  yes: { en: 'without being asked', nl: 'zonder dat het u gevraagd wordt' },
  list: {
    en: 'what was erased, and how far it has come; with the passphrase its certificates are looked at',
    nl: 'wat gewist is, en hoever het staat; met de wachtwoordzin worden de attesten bekeken',
  },
} satisfies Words;
