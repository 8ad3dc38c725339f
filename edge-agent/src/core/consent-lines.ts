import type { ConsentEvent, EndingGrant, GrantEvent } from './consent-history.js';
import { endingText } from './consent-said.js';
import type { Language } from './language.js';
import { localTime } from './local-time.js';
import { scopeText } from './notice.js';
import { plainText } from './plain-text.js';
import { placeText } from './proof-words.js';

const WORDS = {
  en: {
    none: 'Nothing is shared with anybody.',
    empty: 'Nothing was ever shared.',
    given: 'granted to',
    withdrawal: 'withdrawn from',
    lapse: 'lapsed for',
    states: {
      live: 'lives',
      withdrawn: 'was withdrawn later',
      lapsed: 'has lapsed',
      'not-begun': 'begins later: the clock was set back',
      suspended: 'suspended: a record is missing',
    },
    sees: 'sees',
    days: 'days',
    to: 'to',
    lapses: 'lapses',
    notice: 'notice',
    state: 'state',
    stored: ['stored by the coach API', 'not yet stored by the coach API'],
    unproven: 'not yet proven in the log',
    grant: 'grant',
    incomplete:
      'A consent record is missing or was changed on disk: nothing is granted until `doctor --repair` and then `grants --confirm` brought it back.',
  },
  nl: {
    none: 'Er wordt met niemand iets gedeeld.',
    empty: 'Er werd nog nooit iets gedeeld.',
    given: 'gegeven aan',
    withdrawal: 'ingetrokken van',
    lapse: 'vervallen voor',
    states: {
      live: 'geldt',
      withdrawn: 'werd later ingetrokken',
      lapsed: 'is vervallen',
      'not-begun': 'begint later: de klok werd teruggezet',
      suspended: 'opgeschort: er ontbreekt een toestemming of intrekking',
    },
    sees: 'ziet',
    days: 'dagen',
    to: 'tot en met',
    lapses: 'vervalt',
    notice: 'melding',
    state: 'stand',
    stored: ['bewaard door de coach-API', 'nog niet bewaard door de coach-API'],
    unproven: 'nog niet bewezen in het logboek',
    grant: 'toestemming',
    incomplete:
      'Er ontbreekt een toestemming of intrekking, of ze werd op de schijf veranderd: niets is toegestaan tot `doctor --repair` en dan `grants --confirm` ze terughaalden.',
  },
} as const;

/** With how many witnesses confirmed the log in which it stands. */
type ToldEvent = ConsentEvent & { readonly witnesses: number };

interface ToldConsent {
  readonly events: readonly ToldEvent[];
  readonly ending: readonly EndingGrant[];
  readonly complete: boolean;
  /** Whether it is the whole history, in which each withdrawal stands with what became of it. */
  readonly all: boolean;
}

export function consentLines(
  { events, ending, complete, all }: ToldConsent,
  { language, zone }: { language: Language; zone: string },
): readonly string[] {
  const words = WORDS[language];
  const warning = complete ? [] : [`! ${words.incomplete}`];
  const ended = ending
    .filter(({ withdrawal }) => !all || withdrawal === null)
    .map((each) => endingLine(each, language, zone));
  if (events.length + ended.length === 0) return [...warning, all ? words.empty : words.none];
  return [...warning, ...events.flatMap((event) => eventLines(event, { language, zone })), ...ended];
}

function endingLine(each: EndingGrant, language: Language, zone: string): string {
  const text = endingText(each, { language, zone });
  return each.at === null ? text : `${localTime(each.at, zone)}  ${text}`;
}

function eventLines(event: ToldEvent, { language, zone }: { language: Language; zone: string }): readonly string[] {
  const words = WORDS[language];
  const verb = event.event === 'grant' ? words.given : words[event.event];
  const head = `${localTime(event.at, zone)}  ${verb} ${plainText(event.coach ?? '?')}`;
  if (event.event === 'lapse') return [head, field(words.grant, event.grant)];
  const [stored, notStored] = words.stored;
  const { logIndex: index, witnesses } = event;
  const place = index === null ? words.unproven : placeText({ index, witnesses }, language);
  const delivery = `${event.stored ? stored : notStored}; ${place}`;
  const shared = event.event === 'grant' ? grantLines(event, { language, zone }) : [field(words.grant, event.grant)];
  return [head, ...shared, `    ${delivery}`];
}

function grantLines(event: GrantEvent, { language, zone }: { language: Language; zone: string }): readonly string[] {
  const words = WORDS[language];
  return [
    field(words.sees, scopeText(event.scope, language)),
    field(words.days, `${event.from} ${words.to} ${event.until}`),
    field(words.lapses, localTime(event.expires, zone)),
    field(words.notice, plainText(event.notice)),
    field(words.state, words.states[event.state]),
    field(words.grant, event.id),
  ];
}

const field = (name: string, value: string): string => `    ${name.padEnd(11)}  ${value}`;
