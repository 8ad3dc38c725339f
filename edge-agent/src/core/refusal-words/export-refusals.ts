import type { Refusals } from './refusals.js';

/* Of an export: of its file, and of an archive that is not as it was written. */

export const EXPORT_REFUSALS = {
  fileThere: {
    en: 'The file of the export is there already; name another one, or move it away.',
    nl: 'Het bestand van de export bestaat al; noem een ander, of zet het elders.',
  },
  partThere: {
    en: 'An export into this file is going on or was cut off: its .part is there; remove it if nothing writes to it.',
    nl: 'Naar dit bestand wordt al geëxporteerd of dat werd afgebroken: het .part is er nog; verwijder het als niets erin schrijft.',
  },
  unwritable: {
    en: 'The file of the export cannot be written; check the name, the rights and the room.',
    nl: 'Het bestand van de export is niet te schrijven; kijk de naam, de rechten en de plaats na.',
  },
  unfinished: {
    en: 'The file of the export could not be written to its end; make room and try again.',
    nl: 'Het bestand van de export kon niet tot het einde geschreven worden; maak plaats en probeer het opnieuw.',
  },
  stopped: {
    en: 'The export was stopped; nothing of it is left.',
    nl: 'De export werd gestopt; er blijft niets van over.',
  },
  unreadable: {
    en: 'The archive cannot be read; check the name and the rights.',
    nl: 'Het archief is niet te lezen; kijk de naam en de rechten na.',
  },
  compressionChanged: {
    en: 'The archive was changed: it is not as it was compressed.',
    nl: 'Het archief werd veranderd: het is niet zoals het samengeperst werd.',
  },
  compressedElsewhere: {
    en: 'The archive was compressed by another program than the agent, so that not every bit of the file can be held against what was written; decompress it, and verify what comes out.',
    nl: 'Het archief werd door een ander programma samengeperst dan de agent, zodat niet elke bit van het bestand na te gaan is; pak het uit, en kijk na wat eruit komt.',
  },
  cutShort: {
    en: 'The archive is cut short or has something between its members; it was changed.',
    nl: 'Het archief is afgekapt of heeft iets tussen zijn onderdelen; het werd veranderd.',
  },
  otherHeader: {
    en: 'The archive has a header that is not one of an export; it was changed.',
    nl: 'Het archief heeft een kop die niet van een export is; het werd veranderd.',
  },
  manifestUnsigned: (name: string) => ({
    en: `${name} is not as it was signed.`,
    nl: `${name} is niet zoals het getekend werd.`,
  }),
  manifestUnknown: (name: string) => ({
    en: `${name} is not of a version known here.`,
    nl: `${name} is niet van een versie die hier bekend is.`,
  }),
  manifestNoJson: (name: string) => ({ en: `${name} is no JSON.`, nl: `${name} is geen JSON.` }),
  manifestMissing: {
    en: 'The archive has no signed manifest.',
    nl: 'Het archief heeft geen getekende inhoudsopgave.',
  },
  manifestOfAnother: {
    en: 'The manifest is of somebody else.',
    nl: 'De inhoudsopgave is van iemand anders.',
  },
  otherProofs: {
    en: 'The archive has other proofs than its manifest says.',
    nl: 'Het archief heeft andere bewijzen dan zijn inhoudsopgave zegt.',
  },
  memberMisplaced: (name: string) => ({
    en: `${name} does not stand where the manifest has it.`,
    nl: `${name} staat niet waar de inhoudsopgave het heeft.`,
  }),
  memberChanged: (name: string) => ({
    en: `${name} is not as it was written.`,
    nl: `${name} is niet zoals het geschreven werd.`,
  }),
  memberLarge: (name: string) => ({
    en: `${name} is larger than any that is written.`,
    nl: `${name} is groter dan er ooit een geschreven wordt.`,
  }),
  membersMissing: {
    en: 'Members of the manifest are missing from the archive.',
    nl: 'In het archief ontbreken onderdelen van de inhoudsopgave.',
  },
  otherTime: {
    en: 'A member has another time than the manifest.',
    nl: 'Een onderdeel heeft een andere tijd dan de inhoudsopgave.',
  },
  unverified: (name: string) => ({
    en: `${name} does not verify.`,
    nl: `${name} klopt niet bij het nakijken.`,
  }),
  missing: (name: string) => ({ en: `${name} is missing.`, nl: `${name} ontbreekt.` }),
  missingBefore: (name: string) => ({
    en: `${name} is missing before what it has to verify.`,
    nl: `${name} ontbreekt voor wat ermee nagekeken moet worden.`,
  }),
  memberUnknown: (name: string) => ({
    en: `${name} is nothing that an export holds.`,
    nl: `${name} hoort niet in een export.`,
  }),
  identityIncomplete: (name: string) => ({
    en: `${name} is incomplete.`,
    nl: `${name} is onvolledig.`,
  }),
  identityOther: (name: string) => ({
    en: `${name} is not what its certificate says.`,
    nl: `${name} is niet wat zijn certificaat zegt.`,
  }),
  consentMissing: {
    en: 'A consent record is missing that others came after.',
    nl: 'Er ontbreekt een stuk van de toestemmingen waarop andere volgden.',
  },
  consentMisnamed: {
    en: 'A consent record is not that of its name.',
    nl: 'Een stuk van de toestemmingen is niet dat van zijn naam.',
  },
  consentOfAnother: {
    en: 'A consent record is of somebody else.',
    nl: 'Een stuk van de toestemmingen is van iemand anders.',
  },
  consentProof: {
    en: 'A proof is not of a consent record and the checkpoint of this archive.',
    nl: 'Een bewijs is niet van een stuk van de toestemmingen en het checkpoint van dit archief.',
  },
  envelopeIncomplete: {
    en: 'An envelope is not told whole.',
    nl: 'Van een envelop is niet alles gezegd.',
  },
  envelopeGap: {
    en: 'The sequence of the envelopes has a gap.',
    nl: 'In de reeks van de enveloppen is er een gat.',
  },
  envelopeProof: {
    en: 'An envelope has a proof that leads nowhere.',
    nl: 'Een envelop heeft een bewijs dat nergens heen leidt.',
  },
  letterUnknown: {
    en: 'A letter is of no kind that is known here.',
    nl: 'Een brief is van geen soort die hier bekend is.',
  },
  letterOther: {
    en: 'A letter says something else than was signed.',
    nl: 'Een brief zegt iets anders dan getekend werd.',
  },
} satisfies Refusals;
