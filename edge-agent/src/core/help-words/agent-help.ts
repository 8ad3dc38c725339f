import type { Words } from './words.js';

/* What `--help` says of the commands that make an agent, keep it and end it. */

export const ENROL_HELP = {
  summary: {
    en: 'make the keys of an employee and register them',
    nl: 'maak de sleutels van een medewerker en registreer ze',
  },
  description: {
    en: 'Makes the keys of an employee and registers them; shows the 24 recovery words once and asks two back.',
    nl: 'Maakt de sleutels van een medewerker en registreert ze; toont de 24 herstelwoorden één keer en vraagt er twee terug.',
  },
  unattended: {
    en: 'ask nobody, and print the words; needs --passphrase-file',
    nl: 'vraag niemand iets, en druk de woorden af; vraagt --passphrase-file',
  },
  zone: {
    en: 'IANA time zone of your civil days; Europe/Brussels if it is left out',
    nl: 'IANA-tijdzone van uw dagen; Europe/Brussels als u het weglaat',
  },
  address: { en: 'pair this wearable as well', nl: 'koppel ook deze polsband' },
  note: {
    en: 'The invitation is its link, a file that holds it, or - for standard input.',
    nl: 'De uitnodiging is haar link, een bestand waar ze in staat, of - voor de standaardinvoer.',
  },
} satisfies Words;

export const SETUP_HELP = {
  summary: {
    en: 'begin here: the first steps in your browser, and then the agent itself',
    nl: 'begin hier: de eerste stappen in uw browser, en daarna de agent zelf',
  },
  description: {
    en: 'Opens a page of this machine alone that takes you from the invitation to your own page, and goes on as `run` without a restart.',
    nl: 'Opent een pagina van enkel deze machine die u van de uitnodiging naar uw eigen pagina brengt, en gaat verder als `run`, zonder herstart.',
  },
  noOpen: { en: 'only print the link', nl: 'geef enkel de link' },
  zone: ENROL_HELP.zone,
  note: {
    en: 'What is broken off goes on where it was, with the same invitation and passphrase. On a machine without a browser use `enrol`.',
    nl: 'Wat afgebroken werd, gaat verder waar het was, met dezelfde uitnodiging en wachtwoordzin. Gebruik `enrol` op een machine zonder browser.',
  },
} satisfies Words;

export const PAIR_HELP = {
  summary: { en: 'put a wearable on the allow-list', nl: 'koppel een polsband' },
  description: {
    en: 'Puts a wearable on the allow-list; nothing else is ever connected to.',
    nl: 'Koppelt een polsband; met iets anders wordt nooit verbinding gemaakt.',
  },
  address: { en: 'Bluetooth address, aa:bb:cc:dd:ee:ff', nl: 'Bluetooth-adres, aa:bb:cc:dd:ee:ff' },
  family: { en: 'of the wearable', nl: 'van de polsband' },
  keyFile: {
    en: 'file that holds the wearable’s 16-byte key in hexadecimal; a new one is agreed on if it is left out',
    nl: 'bestand met de sleutel van de polsband, 16 bytes in hexadecimalen; zonder wordt een nieuwe afgesproken',
  },
  unpairSummary: { en: 'take a wearable off the allow-list', nl: 'ontkoppel een polsband' },
  unpairDescription: {
    en: 'Takes a wearable off the allow-list, such as one that was lost; what it measured stays.',
    nl: 'Ontkoppelt een polsband, bijvoorbeeld een die u kwijt bent; wat hij gemeten heeft, blijft.',
  },
} satisfies Words;

export const RECOVER_HELP = {
  summary: {
    en: 'restore everything on a new machine from the 24 words',
    nl: 'herstel alles op een nieuwe machine uit de 24 woorden',
  },
  description: {
    en: 'Restores everything on a new machine from the 24 words; exit 1 if the coach API withheld or forged some.',
    nl: 'Herstelt alles op een nieuwe machine uit de 24 woorden; eindigt met 1 als de coach-API iets achterhield of vervalste.',
  },
  coach: { en: 'address of the coach API', nl: 'adres van de coach-API' },
  certificate: {
    en: 'of its TLS certificate, in place of the pinned ones; may be repeated',
    nl: 'van haar TLS-certificaat, in de plaats van de vastgelegde; mag herhaald worden',
  },
  wordsFile: {
    en: 'file that holds the 24 words on its first line; without it you are asked',
    nl: 'bestand met de 24 woorden op de eerste regel; zonder worden ze u gevraagd',
  },
  keepAgents: {
    en: 'leave the agents that were before; else they end, as a machine that was lost',
    nl: 'laat de vroegere agents bestaan; anders eindigen ze, zoals een machine die verloren ging',
  },
} satisfies Words;

export const ROTATE_HELP = {
  summary: {
    en: 'give this machine a new key, or end the agent of one that was lost',
    nl: 'geef deze machine een nieuwe sleutel, of beëindig de agent van een verloren machine',
  },
  description: {
    en: 'Gives this machine a new key and ends the one before; or ends the agent of a machine that was lost.',
    nl: 'Geeft deze machine een nieuwe sleutel en beëindigt de vorige; of beëindigt de agent van een machine die verloren ging.',
  },
  now: {
    en: 'do not wait until what was made under the present key is delivered: make it again under the new one',
    nl: 'wacht niet tot bezorgd is wat onder de huidige sleutel gemaakt werd: maak het opnieuw onder de nieuwe',
  },
  wait: { en: 'how long to wait for that', nl: 'hoelang daarop gewacht wordt' },
  retire: {
    en: 'end this agent instead, which is on another machine',
    nl: 'beëindig in de plaats deze agent, die op een andere machine is',
  },
  lostExample: { en: 'the machine of agent 1 was lost', nl: 'de machine van agent 1 ging verloren' },
} satisfies Words;

export const DOCTOR_HELP = {
  summary: {
    en: 'say which radio is used and why, and what is wrong',
    nl: 'zeg welke radio gebruikt wordt en waarom, en wat er mis is',
  },
  description: {
    en: 'Says which radio is used and why, what is wrong with it, and what to do; exit 1 if none is usable, or the agent cannot work on this machine.',
    nl: 'Zegt welke radio gebruikt wordt en waarom, wat eraan mis is, en wat te doen; eindigt met 1 als er geen bruikbaar is, of de agent op deze machine niet kan werken.',
  },
  repair: {
    en: 'where something is damaged, make a new vault of all that is whole; the damaged one stays beside it',
    nl: 'als er iets beschadigd is: maak een nieuwe kluis van wat gaaf is; de beschadigde blijft ernaast staan',
  },
} satisfies Words;

export const COMPLETION_HELP = {
  summary: {
    en: 'print a script that completes commands and options',
    nl: 'druk een script af dat opdrachten en opties aanvult',
  },
  description: {
    en: 'Prints a script that lets a shell complete commands, options and their choices.',
    nl: 'Drukt een script af waarmee een shell opdrachten, opties en hun keuzes aanvult.',
  },
  shell: { en: 'whose completion', nl: 'voor welke shell' },
  after: {
    en: `
To load it once:
  bash   source <(fit4work-agent completion bash)
  zsh    source <(fit4work-agent completion zsh)       after compinit
  fish   fit4work-agent completion fish | source

To have it in every shell:
  bash   fit4work-agent completion bash > ~/.local/share/bash-completion/completions/fit4work-agent
  zsh    fit4work-agent completion zsh > a folder of $fpath, as _fit4work-agent
  fish   fit4work-agent completion fish > ~/.config/fish/completions/fit4work-agent.fish`,
    nl: `
Om het één keer te laden:
  bash   source <(fit4work-agent completion bash)
  zsh    source <(fit4work-agent completion zsh)       na compinit
  fish   fit4work-agent completion fish | source

Om het in elke shell te hebben:
  bash   fit4work-agent completion bash > ~/.local/share/bash-completion/completions/fit4work-agent
  zsh    fit4work-agent completion zsh > een map van $fpath, als _fit4work-agent
  fish   fit4work-agent completion fish > ~/.config/fish/completions/fit4work-agent.fish`,
  },
} satisfies Words;
