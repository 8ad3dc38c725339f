import type { EndingGrant } from './consent-history.js';
import type { Language } from './language.js';
import { localTime } from './local-time.js';
import { plainText } from './plain-text.js';
import { provenIn } from './proof-words.js';

/* What granting and withdrawing say to the person who does it. */

interface Told {
  readonly stored: boolean;
  readonly proven: boolean;
  /** How many confirmed the log in which it is. */
  readonly witnesses: number;
}

interface Granted extends Told {
  /** Whether keys of any day were released. */
  readonly opened: boolean;
}

interface Ended {
  readonly grant: string;
  /** Whether it was withdrawn before, and is only to be delivered. */
  readonly before: boolean;
}

interface ConsentSaid {
  /** Ends in the word that is to be typed. */
  readonly signQuestion: string;
  readonly yes: readonly string[];
  readonly signed: (id: string) => string;
  readonly already: (id: string, expires: string) => string;
  readonly nothingSigned: string;
  readonly confirmQuestion: string;
  readonly confirmed: (ids: readonly string[]) => readonly string[];
  readonly noneToConfirm: string;
  /** Of consent that was lost here. */
  readonly restored: (records: number) => string;
  /** By a withdrawal or a lapse, while its delivery was waited for. */
  readonly endedMeanwhile: string;
  readonly granted: (told: Granted) => string;
  readonly withdrawn: (ended: readonly Ended[]) => readonly string[];
  readonly ended: (told: Pick<Told, 'stored'>) => string;
  /** @param others numbers of the person's other agents, undefined where nobody says which there are */
  readonly notTold: (others: readonly number[] | undefined) => readonly string[];
}

export const CONSENT_SAID: Readonly<Record<Language, ConsentSaid>> = {
  en: {
    signQuestion: 'Sign this and let the coach see it? Type yes to sign:',
    yes: ['yes'],
    signed: (id) => `Signed: grant ${id}.`,
    already: (id, expires) => `The same is shared already under grant ${id}, until ${expires}; nothing was signed.`,
    confirmQuestion:
      'Do all of these still stand? What you ended before is to be withdrawn first. Type yes to confirm:',
    confirmed: (ids) => ids.map((id) => `Confirmed: grant ${id}. Days are shared under it again.`),
    noneToConfirm: 'No grant waits to be confirmed.',
    restored: (records) =>
      `Fetched back from the coach API: ${records} consent records, signed by you and found in the log. An end that was never sent is not among them.`,
    nothingSigned: 'This only showed it: nothing was signed, and nothing is shared by it.',
    endedMeanwhile:
      'The grant was ended meanwhile, before every key had arrived; no key leaves this machine under it any more.',
    granted: ({ stored, proven, witnesses, opened }) =>
      stored
        ? [
            `The coach API stores it${proven ? ` and it is ${provenIn(witnesses, 'en')}` : ''}`,
            opened
              ? ': the coach can look now.'
              : '; nothing is held of these days, so the coach has nothing to look at yet.',
            proven ? '' : ' Its proof in the log is still to come.',
          ].join('')
        : 'The coach API has not confirmed it yet; it is sent by `run`, or by `grant` again.',
    withdrawn: (ended) =>
      ended.map(({ grant, before }) =>
        before
          ? `Withdrawn before: grant ${grant}. The coach API had not heard of it.`
          : `Withdrawn: grant ${grant}. No key leaves this machine under it any more.`,
      ),
    ended: ({ stored }) =>
      stored
        ? 'The coach API has confirmed it: the released keys are destroyed and the coach can look no more.'
        : 'The coach API has not confirmed it yet. It is sent by `run`, or by `withdraw` again; until it arrives the coach may still look at what was released before.',
    notTold: (others) =>
      others === undefined
        ? ['An agent on another machine of yours does not hear of it: if you have one, withdraw there too.']
        : others.map(
            (agent) =>
              `Agent ${agent}, on another machine of yours, does not hear of it: it goes on sending keys, which the coach API has to refuse, until you withdraw there too or end it (\`rotate --retire ${agent}\`).`,
          ),
  },
  nl: {
    signQuestion: 'Dit ondertekenen en de coach laten zien? Typ ja om te ondertekenen:',
    yes: ['ja', 'yes'],
    signed: (id) => `Ondertekend: toestemming ${id}.`,
    already: (id, expires) => `Dit wordt al gedeeld met toestemming ${id}, tot ${expires}; er werd niets ondertekend.`,
    confirmQuestion: 'Gelden deze allemaal nog? Trek eerst in wat u eerder beëindigde. Typ ja om te bevestigen:',
    confirmed: (ids) => ids.map((id) => `Bevestigd: toestemming ${id}. Er worden weer dagen mee gedeeld.`),
    noneToConfirm: 'Er wacht geen toestemming op bevestiging.',
    restored: (records) =>
      `Teruggehaald bij de coach-API: ${records} stukken van uw toestemmingen, door u getekend en teruggevonden in het logboek. Een einde dat nooit verzonden werd, is er niet bij.`,
    nothingSigned: 'Dit toonde het alleen: er werd niets ondertekend en er wordt niets door gedeeld.',
    endedMeanwhile:
      'De toestemming is intussen beëindigd, voor elke sleutel was aangekomen; er verlaat geen sleutel deze machine er nog voor.',
    granted: ({ stored, proven, witnesses, opened }) =>
      stored
        ? [
            `De coach-API bewaart het${proven ? ` en het is ${provenIn(witnesses, 'nl')}` : ''}`,
            opened
              ? ': de coach kan nu kijken.'
              : '; van deze dagen is er niets, dus de coach heeft nog niets te bekijken.',
            proven ? '' : ' Het bewijs in het logboek volgt nog.',
          ].join('')
        : 'De coach-API bevestigde het nog niet; het wordt verstuurd door `run`, of door opnieuw `grant`.',
    withdrawn: (ended) =>
      ended.map(({ grant, before }) =>
        before
          ? `Eerder ingetrokken: toestemming ${grant}. De coach-API wist het nog niet.`
          : `Ingetrokken: toestemming ${grant}. Er verlaat geen sleutel deze machine er nog voor.`,
      ),
    ended: ({ stored }) =>
      stored
        ? 'De coach-API bevestigde het: de vrijgegeven sleutels zijn vernietigd en de coach kan niet meer kijken.'
        : 'De coach-API bevestigde het nog niet. Het wordt verstuurd door `run`, of door opnieuw `withdraw`; tot het aankomt kan de coach nog kijken naar wat eerder vrijgegeven werd.',
    notTold: (others) =>
      others === undefined
        ? ['Een agent op een andere machine van u hoort dit niet: hebt u er een, trek dan ook daar in.']
        : others.map(
            (agent) =>
              `Agent ${agent}, op een andere machine van u, hoort dit niet: die blijft sleutels sturen, die de coach-API moet weigeren, tot u ook daar intrekt of hem beëindigt (\`rotate --retire ${agent}\`).`,
          ),
  },
};

/** What is said wherever something is over here that the coach API goes on counting. */
export const endingText = (
  { grant, coach, withdrawal, expires }: Omit<EndingGrant, 'at'>,
  { language, zone }: { readonly language: Language; readonly zone: string },
): string => {
  const whom = `${plainText(coach ?? '?')}, ${language === 'nl' ? 'toestemming' : 'grant'} ${grant}`;
  if (withdrawal === null && expires !== null) {
    const until = localTime(expires, zone);
    return language === 'nl'
      ? `${whom}: hier voorbij; de coach-API telt het nog tot ${until}, en de coach kan kijken naar wat vrijgegeven was: \`withdraw\` beëindigt het daar ook`
      : `${whom}: over here; the coach API still counts it until ${until}, and the coach can look at what was released: \`withdraw\` ends it there too`;
  }
  return language === 'nl'
    ? `${whom}: hier ingetrokken; de coach-API weet het nog niet, en tot dan kan de coach kijken naar wat vrijgegeven was: \`run\` verstuurt het, of opnieuw \`withdraw\``
    : `${whom}: withdrawn here; the coach API has not heard of it yet, and until then the coach can look at what was released: \`run\` sends it, or \`withdraw\` again`;
};

/** What is said wherever grants wait since a recovery; nothing where none does. */
export function unconfirmedLines(count: number, language: Language): readonly string[] {
  if (count === 0) return [];
  return language === 'nl'
    ? [
        `Teruggekomen toestemmingen die op u wachten: ${count}. Er wordt niets nieuws mee gedeeld: bekijk ze met \`grants\`, trek in wat niet meer geldt en gebruik dan \`grants --confirm\`.`,
      ]
    : [
        `Grants that came back and wait for you: ${count}. Nothing new is shared under them: look with \`grants\`, withdraw what no longer stands, then use \`grants --confirm\`.`,
      ];
}
