import type { Refusals } from './refusals.js';

/* What may be damaged or lost in vault.db, as a part of a sentence of VAULT_REFUSALS. */

export const VAULT_THINGS = {
  file: { en: 'the file itself', nl: 'het bestand zelf' },
  newFile: { en: 'the new file', nl: 'het nieuwe bestand' },
  structure: { en: 'the structure of the file', nl: 'de opbouw van het bestand' },
  folder: { en: 'the state folder', nl: 'de map van de kluis' },
  runLock: { en: 'the file run.lock', nl: 'het bestand run.lock' },
  wal: { en: 'the write-ahead log', nl: 'het journaal van wat geschreven wordt' },
  walMended: {
    en: 'the write-ahead log, in which a flipped bit was turned back,',
    nl: 'het journaal van wat geschreven wordt, waarin een omgevallen bit werd teruggezet',
  },
  head: { en: 'the record of its last state', nl: 'wat van de laatste toestand genoteerd is' },
  definitions: { en: 'how its tables are defined', nl: 'hoe zijn tabellen omschreven zijn' },
  someBit: {
    en: 'at least one bit, be it of nothing that is kept,',
    nl: 'minstens één bit, al is het van niets dat bewaard wordt',
  },
  macKey: { en: 'the key that authenticates every row', nl: 'de sleutel die elke rij waarmerkt' },
  macKeyCopy: {
    en: 'one of the two copies of the key that authenticates every row',
    nl: 'een van de twee kopieën van de sleutel die elke rij waarmerkt',
  },
  counts: { en: 'the count of what is kept', nl: 'de telling van wat bewaard wordt' },
  numbers: { en: 'the numbers of a table', nl: 'de nummers van een tabel' },
  table: (name: string) => ({ en: `the table ${name}`, nl: `de tabel ${name}` }),
  identity: { en: 'the identity', nl: 'de identiteit' },
  agentKey: { en: 'the key of the agent', nl: 'de sleutel van de agent' },
  nextAgent: { en: 'the agent that is to take over', nl: 'de agent die moet overnemen' },
  recoveryTold: { en: 'what was told of the recovery', nl: 'wat van de herstelling verteld werd' },
  recovered: { en: 'what is recovered', nl: 'wat hersteld wordt' },
  wearables: { en: 'the wearables', nl: 'de polsbanden' },
  wearable: (id: number) => ({ en: `the wearable ${id}`, nl: `polsband ${id}` }),
  dayKeys: { en: 'the keys of a day', nl: 'de sleutels van een dag' },
  keysOf: (day: string) => ({ en: `the keys of ${day}`, nl: `de sleutels van ${day}` }),
  samples: { en: 'the samples', nl: 'de metingen' },
  samplesOf: (day: string) => ({
    en: `a part of the samples of ${day}`,
    nl: `een deel van de metingen van ${day}`,
  }),
  runningTotal: { en: 'a running total', nl: 'een lopend totaal' },
  position: {
    en: 'the position up to which windows are sealed',
    nl: 'de plaats tot waar alles verzegeld is',
  },
  sealedWindow: {
    en: 'what is known of a window that is sealed',
    nl: 'wat bekend is van een tijdvak dat verzegeld is',
  },
  sealedWindows: {
    en: 'what is known of the windows that are sealed',
    nl: 'wat bekend is van de tijdvakken die verzegeld zijn',
  },
  cameLate: (day: string) => ({ en: `what came late of ${day}`, nl: `wat laat kwam van ${day}` }),
  outbox: { en: 'the outbox', nl: 'wat te verzenden is' },
  outboxEnd: { en: 'the end of the outbox', nl: 'het einde van wat te verzenden is' },
  outboxEnvelope: { en: 'an envelope of the outbox', nl: 'een envelop van wat te verzenden is' },
  envelope: (sequence: number) => ({
    en: `envelope ${sequence} of the outbox`,
    nl: `envelop ${sequence} van wat te verzenden is`,
  }),
  envelopeBack: { en: 'an envelope that was just given back', nl: 'een envelop die net terugkwam' },
  pastEnvelope: (sequence: number, agent: number) => ({
    en: `envelope ${sequence} of agent ${agent}`,
    nl: `envelop ${sequence} van agent ${agent}`,
  }),
  awaitsProof: {
    en: 'what waits in the outbox for a proof',
    nl: 'wat verzonden is en op een bewijs wacht',
  },
  delivery: { en: 'the state of delivery', nl: 'hoever het verzenden is' },
  record: (id: number) => ({
    en: `record ${id} of what was signed here (a grant, its end, a release)`,
    nl: `stuk ${id} van wat hier getekend werd (een toestemming, haar einde, een vrijgave)`,
  }),
  records: { en: 'what was signed here', nl: 'wat hier getekend werd' },
  grantsUnconfirmed: {
    en: 'the grants that wait to be confirmed',
    nl: 'de toestemmingen die op bevestiging wachten',
  },
  grantUnconfirmed: {
    en: 'a grant that waits to be confirmed',
    nl: 'een toestemming die op bevestiging wacht',
  },
  grantLapsed: { en: 'a grant that has lapsed', nl: 'een toestemming die vervallen is' },
  letters: { en: 'the letters of coaches', nl: 'de brieven van coaches' },
  letter: { en: 'a letter of a coach', nl: 'een brief van een coach' },
  letterRoom: { en: 'the room that letters take', nl: 'de plaats die brieven innemen' },
  erasure: { en: 'an erasure', nl: 'een wissing' },
  erasures: { en: 'the days that were erased', nl: 'de dagen die gewist zijn' },
  logins: { en: 'the logins of the page', nl: 'de aanmeldingen van de pagina' },
  login: { en: 'a login of the page', nl: 'een aanmelding van de pagina' },
  findings: { en: 'what was noticed of others', nl: 'wat van anderen opgemerkt werd' },
  finding: { en: 'something that was noticed of others', nl: 'iets dat van anderen opgemerkt werd' },
  times: { en: 'what time others have signed', nl: 'welke tijd anderen getekend hebben' },
} satisfies Refusals;
