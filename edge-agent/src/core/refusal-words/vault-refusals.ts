import type { Said } from '../language.js';
import type { Refusals } from './refusals.js';

/* Of the vault and the disk that holds it. */

const BACKUP = { en: 'restore vault.db from a backup', nl: 'zet een back-up van vault.db terug' };

export const VAULT_REFUSALS = {
  /** @param thing what cannot be trusted, out of VAULT_THINGS */
  damaged: ({ en, nl }: Said) => ({
    en: `In vault.db ${en} cannot be trusted: it was changed on disk; run \`doctor --repair\`, which keeps all that is whole, or restore the state folder from a backup.`,
    nl: `In vault.db is dit niet te vertrouwen: ${nl}, want het werd op schijf veranderd; voer \`doctor --repair\` uit, dat bewaart wat gaaf is, of zet een back-up van de map terug.`,
  }),
  /** @param thing out of VAULT_THINGS */
  lost: ({ en, nl }: Said) => ({
    en: `In vault.db ${en} is lost, and nothing can stand in for it; ${BACKUP.en}, or recover with the 24 words in a new state folder.`,
    nl: `In vault.db ging dit verloren: ${nl}, en niets kan het vervangen; ${BACKUP.nl}, of herstel met de 24 woorden in een nieuwe map.`,
  }),
  lastLost: {
    en: 'In vault.db what was last written is missing; put back vault.db, vault.db-wal and vault.db-head together as they were, or recover with the 24 words in a new state folder.',
    nl: 'In vault.db ontbreekt wat laatst geschreven werd; zet vault.db, vault.db-wal en vault.db-head samen terug zoals ze waren, of herstel met de 24 woorden in een nieuwe map.',
  },
  emptied: {
    en: 'The vault.db of this folder is gone or empty, though what lies beside it says that it held something; nothing was written: put vault.db back from a backup, or recover with the 24 words in a new state folder.',
    nl: 'Het bestand vault.db van deze map is weg of leeg, terwijl wat ernaast ligt zegt dat er iets in stond; er werd niets geschreven: zet vault.db terug uit een back-up, of herstel met de 24 woorden in een nieuwe map.',
  },
  noVault: {
    en: 'There is no identity in this state folder, so that nothing can be repaired; run `enrol` if nobody was ever enrolled here, and else put vault.db back from a backup, or recover with the 24 words in a new state folder.',
    nl: 'In deze map staat geen identiteit, zodat er niets te herstellen valt; voer `enrol` uit als hier nooit iemand ingeschreven was, en zet anders vault.db terug uit een back-up, of herstel met de 24 woorden in een nieuwe map.',
  },
  /** @param thing without which no repair can begin, out of VAULT_THINGS */
  beyondRepair: ({ en, nl }: Said) => ({
    en: `In vault.db ${en} cannot be read, so that no repair can begin and nothing was changed; restore the state folder from a backup, or recover with the 24 words in a new one.`,
    nl: `In vault.db is dit niet te lezen: ${nl}, zodat geen herstelling kan beginnen en niets veranderd werd; zet een back-up van de map terug, of herstel met de 24 woorden in een nieuwe.`,
  }),
  otherVersion: (path: string) => ({
    en: `${path} is not a vault of this version; name another state folder or restore it.`,
    nl: `${path} is geen kluis van deze versie; noem een andere map of zet een back-up terug.`,
  }),
  consentDamaged: {
    en: 'In vault.db a record of a grant or of its end is missing or was changed on disk, so that nothing counts as granted; run `doctor --repair` and then `grants --confirm`, which fetches it back from the coach API, or restore vault.db from a backup.',
    nl: 'In vault.db ontbreekt een stuk van een toestemming of van haar einde, of het werd op schijf veranderd, zodat niets als toegestaan telt; voer `doctor --repair` uit en dan `grants --confirm`, dat het bij de coach-API terughaalt, of zet een back-up van vault.db terug.',
  },
  samplesChanged: (day: string) => ({
    en: `The vault's samples of ${day} were changed on disk; ${BACKUP.en}.`,
    nl: `De metingen van ${day} in de kluis werden op schijf veranderd; ${BACKUP.nl}.`,
  }),
  keysChanged: (day: string) => ({
    en: `The vault's keys of ${day} were changed on disk; ${BACKUP.en}.`,
    nl: `De sleutels van ${day} in de kluis werden op schijf veranderd; ${BACKUP.nl}.`,
  }),
  keysMissing: (sequence: number) => ({
    en: `The vault has no keys for envelope ${sequence} of the outbox; ${BACKUP.en}.`,
    nl: `De kluis heeft geen sleutels voor envelop ${sequence} van wat te verzenden is; ${BACKUP.nl}.`,
  }),
  markChanged: {
    en: `What the vault keeps of a wearable was changed on disk; ${BACKUP.en}.`,
    nl: `Wat de kluis van een polsband bewaart, werd op schijf veranderd; ${BACKUP.nl}.`,
  },
  policyChanged: {
    en: `The witness policy in the vault was changed on disk; ${BACKUP.en}.`,
    nl: `Welke getuigen gelden, werd in de kluis op schijf veranderd; ${BACKUP.nl}.`,
  },
  logStateChanged: {
    en: `What vault.db keeps of the log was changed on disk; ${BACKUP.en}.`,
    nl: `Wat vault.db van het logboek bewaart, werd op schijf veranderd; ${BACKUP.nl}.`,
  },
  recordChanged: {
    en: `A record in the vault was changed on disk; ${BACKUP.en}.`,
    nl: `Een stuk in de kluis werd op schijf veranderd; ${BACKUP.nl}.`,
  },
  consentRecordChanged: {
    en: `A consent record in the vault was changed on disk; ${BACKUP.en}.`,
    nl: `Een stuk van uw toestemmingen in de kluis werd op schijf veranderd; ${BACKUP.nl}.`,
  },
  checkpointChanged: {
    en: `The checkpoint in the vault was changed on disk; ${BACKUP.en}.`,
    nl: `Het checkpoint in de kluis werd op schijf veranderd; ${BACKUP.nl}.`,
  },
  diskFull: {
    en: 'The disk that holds vault.db is full; make room: nothing is lost, and the agent goes on by itself.',
    nl: 'De schijf met vault.db is vol; maak plaats: er is niets verloren, en de agent gaat vanzelf verder.',
  },
  diskFailed: {
    en: 'The disk refuses to read or write vault.db; look after it: the agent goes on when it can.',
    nl: 'De schijf weigert vault.db te lezen of te schrijven; kijk ze na: de agent gaat verder zodra het kan.',
  },
  busy: {
    en: 'Another command holds vault.db; try again.',
    nl: 'Een andere opdracht houdt vault.db vast; probeer het opnieuw.',
  },
  overtaken: {
    en: 'Another command changes vault.db all the time; try again when it has ended.',
    nl: 'Een andere opdracht verandert vault.db voortdurend; probeer het opnieuw als die gedaan is.',
  },
  atWork: {
    en: 'An agent is at work on this vault already; stop it first.',
    nl: 'Er is al een agent met deze kluis aan het werk; stop die eerst.',
  },
} satisfies Refusals;
