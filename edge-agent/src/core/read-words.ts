import type { Language } from './language.js';
import { LETTER_PROBLEMS } from './letter-words.js';
import type { ReadProblem } from './shown-read.js';

/* What is wrong with a read, for the person whom it is about: one sentence, and what to do. */

export const PROBLEMS: Readonly<Record<Language, Readonly<Record<ReadProblem, string>>>> = {
  en: {
    ...LETTER_PROBLEMS.en,
    malformed: 'This is no read record. Tell the programme.',
    'not-in-log':
      'This read is not in the log. If that is still so in an hour, the promise was broken: tell the programme.',
    'consent-missing': 'A consent record of yours is missing here, so that nobody can tell whether you allowed this.',
    'unknown-grant':
      'YOU NEVER ALLOWED THIS ON THIS MACHINE: it rests on a grant that is not known here. Unless you signed it on another machine of yours: tell the programme.',
    withdrawn:
      'YOU HAD WITHDRAWN THIS GRANT before the read. If you were offline then, the coach API may not have known.',
    'logged-after-withdrawal':
      'THE LOG HAD YOUR WITHDRAWAL BEFORE THIS READ, which is dated before it. The read is proven, and not whether anything was opened for it: after your withdrawal nothing may be. If you were offline then, the coach API may not have known; else tell the programme.',
    lapsed: 'THE GRANT HAD LAPSED before the read.',
    'not-yet-granted': 'YOU HAD NOT ALLOWED THIS YET: the grant was signed after the read.',
    'beyond-grant': 'THIS GOES BEYOND WHAT YOU ALLOWED: another coach, metric, granularity or day.',
    'no-grant': 'YOU NEVER ALLOWED THIS: it rests on no grant at all.',
  },
  nl: {
    ...LETTER_PROBLEMS.nl,
    malformed: 'Dit is geen inzage. Meld het aan het programma.',
    'not-in-log':
      'Deze inzage staat niet in het logboek. Is dat over een uur nog zo, dan werd de belofte gebroken: meld het aan het programma.',
    'consent-missing': 'Hier ontbreekt een toestemming of intrekking van u: niemand kan zeggen of u dit toeliet.',
    'unknown-grant':
      'U LIET DIT NOOIT TOE OP DEZE MACHINE: het steunt op een toestemming die hier niet bekend is. Tenzij u ze op een andere machine van u tekende: meld het aan het programma.',
    withdrawn:
      'U HAD DEZE TOESTEMMING INGETROKKEN vóór de inzage. Was u toen offline, dan kon de coach-API het nog niet weten.',
    'logged-after-withdrawal':
      'HET LOGBOEK HAD UW INTREKKING VÓÓR DEZE INZAGE, die vroeger gedateerd is. De inzage is bewezen, niet of er iets voor geopend werd: na uw intrekking mag dat niet. Was u toen offline, dan kon de coach-API het nog niet weten; meld het anders aan het programma.',
    lapsed: 'DE TOESTEMMING WAS VERVALLEN vóór de inzage.',
    'not-yet-granted': 'U HAD DIT NOG NIET TOEGELATEN: de toestemming werd na de inzage getekend.',
    'beyond-grant': 'DIT GAAT VERDER DAN U TOELIET: een andere coach, meting, fijnheid of dag.',
    'no-grant': 'U LIET DIT NOOIT TOE: het steunt op geen enkele toestemming.',
  },
};

/** Of a read that crossed a withdrawal, which is sound. */
export const ON_ITS_WAY_WORDS: Readonly<Record<Language, string>> = {
  en: 'This was as your withdrawal was on its way: less than a minute after you signed it, and in the log before it.',
  nl: 'Dit was terwijl uw intrekking onderweg was: minder dan een minuut nadat u ze tekende, en ervoor in het logboek.',
};
