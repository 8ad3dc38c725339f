import type { Refusals } from './refusals.js';

/* Of what is reached over the network: the coach API, the broker, the log, and the agent's own page. */

export const NETWORK_REFUSALS = {
  coachCannotEnrol: {
    en: 'The coach API cannot enrol now; try again.',
    nl: 'De coach-API kan nu niet inschrijven; probeer het opnieuw.',
  },
  coachGaveNothing: (status: number) => ({
    en: `The coach API answered ${status} and gave nothing back; try again later.`,
    nl: `De coach-API antwoordde ${status} en gaf niets terug; probeer het later opnieuw.`,
  }),
  coachUnreadable: {
    en: 'The coach API answered what cannot be read; ask the administrator.',
    nl: 'Wat de coach-API antwoordde, is niet te lezen; vraag het de beheerder.',
  },
  coachSilent: {
    en: 'The coach API did not answer; try again.',
    nl: 'De coach-API antwoordde niet; probeer het opnieuw.',
  },
  coachAway: (host: string) => ({
    en: `The coach API does not answer at ${host}; try again.`,
    nl: `De coach-API antwoordt niet op ${host}; probeer het opnieuw.`,
  }),
  coachTooLong: {
    en: 'The coach API sent more than it may; ask the administrator.',
    nl: 'De coach-API stuurde meer dan ze mag; vraag het de beheerder.',
  },
  certificateOther: (host: string) => ({
    en: `Who answers at ${host} does not have the certificate of the invitation, and nothing was sent; ask the administrator.`,
    nl: `Wie op ${host} antwoordt, heeft niet het certificaat van de uitnodiging, en er werd niets verzonden; vraag het de beheerder.`,
  }),
  logAway: (host: string) => ({
    en: `The log does not answer at ${host}; it is tried again.`,
    nl: `Het logboek antwoordt niet op ${host}; het wordt opnieuw geprobeerd.`,
  }),
  logAnswered: (status: number) => ({
    en: `The log answered ${status}; it is tried again.`,
    nl: `Het logboek antwoordde ${status}; het wordt opnieuw geprobeerd.`,
  }),
  logTooLong: {
    en: 'The log sent more than its files can have; it is tried again.',
    nl: 'Het logboek stuurde meer dan zijn bestanden kunnen tellen; het wordt opnieuw geprobeerd.',
  },
  logEmpty: {
    en: 'The log has no checkpoint; try again later.',
    nl: 'Het logboek heeft geen checkpoint; probeer het later opnieuw.',
  },
  brokerAway: {
    en: 'The broker is not connected; the outbox waits.',
    nl: 'Er is geen verbinding met de broker; wat te verzenden is, wacht.',
  },
  brokerWentAway: {
    en: 'The broker went away while a message was under way.',
    nl: 'De broker viel weg terwijl een bericht onderweg was.',
  },
  pageAway: (address: string) => ({
    en: `This agent serves no page at ${address}; start \`run\`, or free the port.`,
    nl: `Deze agent toont geen pagina op ${address}; start \`run\`, of maak de poort vrij.`,
  }),
} satisfies Refusals;
