import type { Refusals } from './refusals.js';

/* Of enrolment, recovery, keys and the passphrase. */

export const ENROL_REFUSALS = {
  notEnrolled: {
    en: 'This state folder is not enrolled; run `setup` first, or `enrol` with an invitation.',
    nl: 'In deze map is niemand ingeschreven; voer eerst `setup` uit, of `enrol` met een uitnodiging.',
  },
  enrolledAlready: {
    en: 'This state folder is enrolled; name another one for another employee.',
    nl: 'In deze map is al iemand ingeschreven; noem een andere map voor een andere medewerker.',
  },
  setUpAlready: {
    en: 'This state folder is enrolled; start `run`, and open your page with `page`.',
    nl: 'In deze map is al iemand ingeschreven; start `run`, en open uw pagina met `page`.',
  },
  stepMissing: {
    en: 'This step is not the next one; load the page anew and go on where it stands.',
    nl: 'Deze stap is niet de volgende; laad de pagina opnieuw en ga verder waar ze staat.',
  },
  recovering: {
    en: 'This state folder is being recovered; run `recover` again to end it.',
    nl: 'In deze map is een herstelling bezig; voer `recover` opnieuw uit om ze te voltooien.',
  },
  folderTaken: {
    en: 'This state folder has another employee or agent in it; name an empty one.',
    nl: 'In deze map staat een andere medewerker of agent; noem een lege map.',
  },
  takenMeanwhile: {
    en: 'Another command made the keys of an agent in this state folder meanwhile, so nothing was written here; look with `status`, and name another folder for another employee.',
    nl: 'Een andere opdracht maakte intussen de sleutels van een agent in deze map, dus hier werd niets geschreven; kijk met `status`, en noem een andere map voor een andere medewerker.',
  },
  invitationExpired: {
    en: 'The invitation has expired; ask the administrator for a new one.',
    nl: 'De uitnodiging is vervallen; vraag de beheerder een nieuwe.',
  },
  invitationUnreadable: {
    en: 'The invitation is not one of this programme; ask the administrator to send it again, unchanged.',
    nl: 'Dit is geen uitnodiging van dit programma; vraag de beheerder ze opnieuw te sturen, onveranderd.',
  },
  invitationRefused: (status: number) => ({
    en: `The coach API refused the invitation (${status}): it is used, expired or unknown; ask for a new one.`,
    nl: `De coach-API weigerde de uitnodiging (${status}): ze is gebruikt, vervallen of onbekend; vraag een nieuwe.`,
  }),
  invitationUsed: {
    en: 'The invitation was used already; ask the administrator for a new one.',
    nl: 'De uitnodiging werd al gebruikt; vraag de beheerder een nieuwe.',
  },
  invitationRevoked: {
    en: 'The invitation was revoked by the administrator; ask for a new one.',
    nl: 'De beheerder trok de uitnodiging in; vraag een nieuwe.',
  },
  invitationUnknown: {
    en: 'The coach API does not know this invitation; ask the administrator to send it again, unchanged.',
    nl: 'De coach-API kent deze uitnodiging niet; vraag de beheerder ze opnieuw te sturen, onveranderd.',
  },
  challengeNotBegun: {
    en: 'The challenge of this invitation has not begun; enrol when it has.',
    nl: 'De uitdaging van deze uitnodiging is nog niet begonnen; schrijf u in zodra ze begint.',
  },
  challengeEnded: {
    en: 'The challenge of this invitation is over; ask the administrator for an invitation to another one.',
    nl: 'De uitdaging van deze uitnodiging is voorbij; vraag de beheerder een uitnodiging voor een andere.',
  },
  wordsWrong: {
    en: 'These are not 24 words that belong together; look on your paper and type them again.',
    nl: 'Dit zijn geen 24 woorden die bij elkaar horen; kijk op uw papier en typ ze opnieuw.',
  },
  wordsUnknown: {
    en: 'The coach API knows nobody of these words; check them, the address and the clock of this machine.',
    nl: 'De coach-API kent niemand met deze woorden; kijk ze na, net als het adres en de klok van deze machine.',
  },
  passphraseShort: {
    en: 'The passphrase must have at least eight characters; choose a longer one.',
    nl: 'De wachtwoordzin moet minstens acht tekens tellen; kies een langere.',
  },
  passphraseBlank: {
    en: 'The passphrase consists of blanks alone; choose one with letters.',
    nl: 'De wachtwoordzin bestaat enkel uit spaties; kies er een met letters.',
  },
  passphraseControl: {
    en: 'The passphrase has a tab or another control character, which cannot be typed; leave it out.',
    nl: 'De wachtwoordzin heeft een tab of een ander stuurteken, dat niet te typen is; laat het weg.',
  },
  passphraseWrong: {
    en: 'The passphrase does not open the vault; type it again.',
    nl: 'De wachtwoordzin opent de kluis niet; typ ze opnieuw.',
  },
  passphraseProgram: {
    en: 'The passphrase could not be tried, since the process that does it did not begin or ended before it had an answer; ask again, and if it stays so install the agent again.',
    nl: 'De wachtwoordzin kon niet geprobeerd worden, omdat het proces dat dit doet niet begon of eindigde voor het een antwoord had; vraag het opnieuw, en blijft het zo, installeer de agent dan opnieuw.',
  },
  passphraseUntried: {
    en: 'The passphrase could not be tried, as where this machine has no memory left for it; end some other programs, and ask again.',
    nl: 'De wachtwoordzin kon niet geprobeerd worden, zoals wanneer deze machine er geen geheugen voor over heeft; sluit andere programma’s, en vraag het opnieuw.',
  },
  stopped: {
    en: 'Stopped before all was answered; start the command again.',
    nl: 'Gestopt voor alles beantwoord was; start de opdracht opnieuw.',
  },
  superseded: {
    en: 'The key of this agent was changed by another command; start it again.',
    nl: 'De sleutel van deze agent werd door een andere opdracht vervangen; start hem opnieuw.',
  },
  agentEnded: {
    en: 'This agent was ended, as by `recover` or `rotate --retire` on another machine: what is written here is never sent, and nothing new comes in; go on there, or run `recover` with the 24 words in a new state folder.',
    nl: 'Deze agent werd beëindigd, zoals door `recover` of `rotate --retire` op een andere machine: wat hier geschreven wordt, vertrekt nooit, en er komt niets nieuws binnen; ga daar verder, of voer `recover` uit met de 24 woorden in een nieuwe map.',
  },
  numbersGiven: (tried: number) => ({
    en: `The coach API says of ${tried} numbers for an agent, one after the other, that they are given; ask the administrator.`,
    nl: `De coach-API zegt van ${tried} nummers voor een agent, het ene na het andere, dat ze vergeven zijn; vraag het de beheerder.`,
  }),
  retiresItself: (agent: number) => ({
    en: `Agent ${agent} is this machine itself; run \`rotate\` without --retire.`,
    nl: `Agent ${agent} is deze machine zelf; voer \`rotate\` uit zonder --retire.`,
  }),
  agentUnknown: (agent: number, agents: string) => ({
    en: `You have no agent ${agent}; they are ${agents}.`,
    nl: `U hebt geen agent ${agent}; dit zijn ze: ${agents}.`,
  }),
  undelivered: (envelopes: number, records: number) => ({
    en: `${envelopes} envelopes and ${records} records wait for a receipt; try again later, or give --now to make them again under the new key.`,
    nl: `${envelopes} enveloppen en ${records} stukken wachten op een ontvangstbewijs; probeer het later opnieuw, of geef --now om ze onder de nieuwe sleutel opnieuw te maken.`,
  }),
  pageUnreadable: {
    en: 'The coach API gave back what is no page of records; ask the administrator.',
    nl: 'Wat de coach-API teruggaf, is geen bladzijde met stukken; vraag het de beheerder.',
  },
  accountUnreadable: {
    en: 'The coach API answered what is no account of a person; ask the administrator.',
    nl: 'Wat de coach-API antwoordde, is geen overzicht van een persoon; vraag het de beheerder.',
  },
  pinsMissing: {
    en: 'The coach API keeps no pins for these words, so that nobody can say whom to trust; ask the administrator.',
    nl: 'De coach-API bewaart bij deze woorden niet wie te vertrouwen is, en niemand anders kan het zeggen; vraag het de beheerder.',
  },
  pinsForged: {
    en: 'The pins that the coach API gave back were not made with these words; it is not to be trusted.',
    nl: 'Wat de coach-API teruggaf over wie te vertrouwen is, werd niet met deze woorden gemaakt; ze is zelf niet te vertrouwen.',
  },
} satisfies Refusals;
