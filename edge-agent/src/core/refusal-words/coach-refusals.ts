import type { Said } from '../language.js';
import type { Refusals } from './refusals.js';

/* Of what goes between the employee and a coach: grants, messages, programmes. */

/** How the clock of this machine is wrong. */
export const CLOCK_WRONG = {
  behind: {
    en: 'behind what the coach API and the log have signed',
    nl: 'achter op wat de coach-API en het logboek getekend hebben',
  },
  ahead: { en: 'ahead of that of the coach API', nl: 'voor op die van de coach-API' },
} satisfies Readonly<Record<string, Said>>;

export const COACH_REFUSALS = {
  /** @param how out of CLOCK_WRONG */
  clockWrong: (how: Said) => ({
    en: `The clock of this machine is ${how.en}, so nothing was granted; set it and grant again.`,
    nl: `De klok van deze machine loopt ${how.nl}, dus er werd niets toegestaan; zet ze juist en geef de toestemming opnieuw.`,
  }),
  clockAlone: {
    en: 'The clock of this machine is weeks after what the coach API and the log have last signed, and the coach API does not say what time it is, so nothing was granted; look whether the clock is right, and grant again when the coach API can be reached.',
    nl: 'De klok van deze machine staat weken na wat de coach-API en het logboek laatst tekenden, en de coach-API zegt niet hoe laat het is, dus er werd niets toegestaan; kijk na of de klok juist staat, en geef de toestemming opnieuw als de coach-API bereikbaar is.',
  },
  notCoachId: {
    en: 'No coach has this id: it is such as coach-1, in lower-case letters, digits and hyphens; ask your coach for it.',
    nl: 'Geen coach heeft deze id: ze is zoals coach-1, in kleine letters, cijfers en koppeltekens; vraag ze aan uw coach.',
  },
  samplesUnshown: {
    en: 'The coach API shows no coach single samples (raw), so their keys are not given out for nothing; share by hour or by day.',
    nl: 'De coach-API toont geen enkele coach afzonderlijke metingen (raw), dus hun sleutels worden niet voor niets vrijgegeven; deel per uur (hour) of per dag (day).',
  },
  lapsesBefore: (from: string, lapses: string) => ({
    en: `This grant would lapse at ${lapses}, before its first day ${from} begins, and share nothing; let it be valid for longer or begin earlier.`,
    nl: `Deze toestemming zou vervallen op ${lapses}, voor haar eerste dag ${from} begint, en niets delen; laat ze langer gelden of eerder beginnen.`,
  }),
  /** @param most days */
  validTooLong: (most: number) => ({
    en: `A grant is valid for ${most} days at most; let it lapse earlier, and grant again when it has.`,
    nl: `Een toestemming geldt hoogstens ${most} dagen; laat ze eerder vervallen, en geef ze daarna opnieuw.`,
  }),
  daysBeyond: (first: string, last: string) => ({
    en: `A grant shares days from ${first} to ${last}; name such days.`,
    nl: `Een toestemming deelt dagen van ${first} tot en met ${last}; noem zulke dagen.`,
  }),
  lapsedAlready: {
    en: 'This grant would have lapsed already; let it lapse later.',
    nl: 'Deze toestemming zou al vervallen zijn; laat ze later vervallen.',
  },
  /** @param most records */
  consentFull: (most: number) => ({
    en: `The coach API takes ${most} records of consent of one person at most, and as many are signed, so nothing was granted; what was granted can be withdrawn as ever: ask the programme for a new invitation to grant more.`,
    nl: `De coach-API neemt hoogstens ${most} toestemmingen en intrekkingen van één persoon aan, en zoveel zijn er getekend, dus er werd niets toegestaan; wat toegestaan is kunt u altijd intrekken: vraag het programma een nieuwe uitnodiging om meer toe te staan.`,
  }),
  noneInForce: {
    en: 'No grant of these is in force; list the grants with `grants`.',
    nl: 'Geen van deze toestemmingen geldt; bekijk ze met `grants`.',
  },
  noneKnownHere: {
    en: 'No grant of these is known here to be in force, and the coach API did not say, in a way that can be believed, what another machine of yours signed; list the grants with `grants`, and withdraw again when it can be reached.',
    nl: 'Van geen van deze toestemmingen is hier bekend dat ze geldt, en de coach-API zei niet op een geloofwaardige manier wat een andere machine van u tekende; bekijk ze met `grants`, en trek opnieuw in als ze bereikbaar is.',
  },
  neverGranted: {
    en: 'You never granted anything to this coach; look up the id with `grants --all`, or grant something first.',
    nl: 'U gaf deze coach nooit een toestemming; zoek de id op met `grants --all`, of geef er eerst een.',
  },
  textOutOfBounds: {
    en: 'A message has 1 to 4,096 characters, and an effort goes from 0 to 10; say it otherwise.',
    nl: 'Een bericht telt 1 tot 4096 tekens, en een inspanning gaat van 0 tot 10; zeg het anders.',
  },
  messageUnknown: {
    en: 'No message of this thread has that number; list them with `messages`.',
    nl: 'Geen bericht van dit gesprek heeft dat nummer; bekijk ze met `messages`.',
  },
  sessionUnknown: (sessions: number) => ({
    en: `This programme has sessions 1 to ${sessions}; name one of them.`,
    nl: `Dit programma heeft sessies 1 tot ${sessions}; noem er daar een van.`,
  }),
  programmeUnknown: {
    en: 'No programme is meant by this; name one with --programme, its id as `programme` shows it.',
    nl: 'Hiermee is geen programma bedoeld; noem er een met --programme, met de id die `programme` toont.',
  },
  programmesSeveral: {
    en: 'Several programmes may be meant; name one with --programme, its id as `programme` shows it.',
    nl: 'Er kunnen meerdere programma’s bedoeld zijn; noem er een met --programme, met de id die `programme` toont.',
  },
} satisfies Refusals;
