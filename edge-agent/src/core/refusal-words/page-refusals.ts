import type { Refusals } from './refusals.js';

/* Of the page's API on this machine. */

export const PAGE_REFUSALS = {
  notSignedIn: {
    en: 'Nobody is logged in; use the link that `fit4work-agent page` prints.',
    nl: 'Er is niemand aangemeld; gebruik de link die `fit4work-agent page` geeft.',
  },
  linkUsed: {
    en: 'This link was used before or has expired; ask `fit4work-agent page` for one.',
    nl: 'Deze link is al gebruikt of vervallen; vraag er een met `fit4work-agent page`.',
  },
  setupHeld: {
    en: 'The first steps are being taken in another tab; go on there, or stop `setup` and start it again.',
    nl: 'De eerste stappen worden al in een ander tabblad gezet; ga daar verder, of stop `setup` en start het opnieuw.',
  },
  foreignHost: {
    en: 'The address is not that of this machine; use the link that `fit4work-agent page` prints.',
    nl: 'Het adres is niet dat van deze machine; gebruik de link die `fit4work-agent page` geeft.',
  },
  foreignOrigin: {
    en: 'Only the page of this agent may ask this; use the link that `fit4work-agent page` prints.',
    nl: 'Enkel de pagina van deze agent mag dit vragen; gebruik de link die `fit4work-agent page` geeft.',
  },
  noOrigin: {
    en: 'Nobody says who asks for a change; use the link that `fit4work-agent page` prints.',
    nl: 'Niemand zegt wie een wijziging vraagt; gebruik de link die `fit4work-agent page` geeft.',
  },
  locked: {
    en: 'This opens the past; give the passphrase first.',
    nl: 'Dit opent het verleden; geef eerst de wachtwoordzin.',
  },
  tooManyTries: (seconds: number) => ({
    en: `Too many tries failed; try again in ${seconds} seconds.`,
    nl: `Te veel pogingen mislukten; probeer het over ${seconds} seconden opnieuw.`,
  }),
  previewChanged: {
    en: 'This is not what was shown; show the preview again before it is signed.',
    nl: 'Dit is niet wat getoond werd; toon het voorbeeld opnieuw voor het getekend wordt.',
  },
  metricTwice: (metric: string) => ({
    en: `${metric} is named twice in what is shared; name each metric once, with all its granularities.`,
    nl: `${metric} staat tweemaal in wat gedeeld wordt; noem elke meting eenmaal, met alle verfijningen ervan.`,
  }),
  notMetrics: {
    en: 'The metrics must be steps, heart-rate or sleep, each once, with commas between.',
    nl: 'De metingen moeten steps, heart-rate of sleep zijn, elk eenmaal, met komma’s ertussen.',
  },
  onePlace: {
    en: 'Both words are of one place; give two of different places.',
    nl: 'Beide woorden zijn van dezelfde plaats; geef er twee van verschillende plaatsen.',
  },
  daysReversed: {
    en: 'The first day is later than the last; give them in order.',
    nl: 'De eerste dag is later dan de laatste; geef ze in volgorde.',
  },
  notAsked: {
    en: 'What was asked is not as /openapi.json describes it.',
    nl: 'Wat gevraagd werd, is niet zoals /openapi.json het beschrijft.',
  },
  notRequest: {
    en: 'The request is not as /openapi.json describes it.',
    nl: 'Het verzoek is niet zoals /openapi.json het beschrijft.',
  },
  notPart: (part: string) => ({
    en: `The ${part} is not as /openapi.json describes it.`,
    nl: `Dit deel van het verzoek is niet zoals /openapi.json het beschrijft: ${part}.`,
  }),
  notValue: (place: string, part: string) => ({
    en: `The value of ${place} in the ${part} is not as /openapi.json describes it.`,
    nl: `De waarde van ${place} in ${part} is niet zoals /openapi.json het beschrijft.`,
  }),
  fault: {
    en: 'Something is wrong here; look at what the agent logged.',
    nl: 'Er is hier iets mis; kijk in wat de agent noteerde.',
  },
  notFound: {
    en: 'There is nothing here; see /openapi.json.',
    nl: 'Hier is niets; zie /openapi.json.',
  },
} satisfies Refusals;
