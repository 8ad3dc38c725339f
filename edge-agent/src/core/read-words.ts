import type { Language } from './language.js';
import type { ReadProblem } from './shown-read.js';

/* What is wrong with a read, for the person whom it is about: one sentence, and what to do. */

export const PROBLEMS: Readonly<Record<Language, Readonly<Record<ReadProblem, string>>>> = {
  en: {
    'changed-on-disk': 'This record was changed on the disk of this machine. Restore vault.db from a backup.',
    'not-opened': 'This was sent to you but is not sealed to your vault, so nobody can tell what it says.',
    'bad-signature': 'This is not signed by the coach API that you enrolled with: somebody may have forged it.',
    malformed: 'This is no read record. Tell the programme.',
    'not-ours': 'This is about somebody else. Tell the programme.',
    'not-in-log':
      'This read is not in the log. If that is still so in an hour, the promise was broken: tell the programme.',
    'log-unreachable': 'The log does not answer, and no proof is kept here yet. Try again later.',
    'view-damaged': 'What this agent knew of the log was changed on its disk. Restore vault.db from a backup.',
    'log-refused': 'What the log serves does not verify under the keys that you enrolled with. Tell the programme.',
    'log-contradicts-itself': 'The log took back what it had shown to you. Tell the programme and the witnesses.',
    'proof-refused': 'The proof that is kept here does not verify under the keys that you enrolled with.',
    'consent-missing': 'A consent record of yours is missing here, so that nobody can tell whether you allowed this.',
    'unknown-grant': 'YOU NEVER ALLOWED THIS: it rests on a grant that you did not sign.',
    withdrawn:
      'YOU HAD WITHDRAWN THIS GRANT before the read. If you were offline then, the coach API may not have known.',
    lapsed: 'THE GRANT HAD LAPSED before the read.',
    'not-yet-granted': 'YOU HAD NOT ALLOWED THIS YET: the grant was signed after the read.',
    'beyond-grant': 'THIS GOES BEYOND WHAT YOU ALLOWED: another coach, metric, granularity or day.',
    'no-grant': 'YOU NEVER ALLOWED THIS: it rests on no grant at all.',
  },
  nl: {
    'changed-on-disk': 'Dit werd op de schijf van deze machine veranderd. Zet vault.db terug uit een back-up.',
    'not-opened': 'Dit werd u gestuurd, maar niet voor uw kluis verzegeld: niemand kan zeggen wat er staat.',
    'bad-signature': 'Dit is niet getekend door de coach-API waarbij u zich inschreef: iemand kan het vervalst hebben.',
    malformed: 'Dit is geen inzage. Meld het aan het programma.',
    'not-ours': 'Dit gaat over iemand anders. Meld het aan het programma.',
    'not-in-log':
      'Deze inzage staat niet in het logboek. Is dat over een uur nog zo, dan werd de belofte gebroken: meld het aan het programma.',
    'log-unreachable': 'Het logboek antwoordt niet, en hier wordt nog geen bewijs bewaard. Probeer het later opnieuw.',
    'view-damaged':
      'Wat deze agent van het logboek wist, werd op de schijf veranderd. Zet vault.db terug uit een back-up.',
    'log-refused': 'Wat het logboek toont, klopt niet met de sleutels van uw inschrijving. Meld het aan het programma.',
    'log-contradicts-itself': 'Het logboek nam terug wat het u getoond had. Meld het aan het programma en de getuigen.',
    'proof-refused': 'Het bewijs dat hier bewaard wordt, klopt niet met de sleutels van uw inschrijving.',
    'consent-missing': 'Hier ontbreekt een toestemming of intrekking van u: niemand kan zeggen of u dit toeliet.',
    'unknown-grant': 'U LIET DIT NOOIT TOE: het steunt op een toestemming die u niet tekende.',
    withdrawn:
      'U HAD DEZE TOESTEMMING INGETROKKEN vóór de inzage. Was u toen offline, dan kon de coach-API het nog niet weten.',
    lapsed: 'DE TOESTEMMING WAS VERVALLEN vóór de inzage.',
    'not-yet-granted': 'U HAD DIT NOG NIET TOEGELATEN: de toestemming werd na de inzage getekend.',
    'beyond-grant': 'DIT GAAT VERDER DAN U TOELIET: een andere coach, meting, fijnheid of dag.',
    'no-grant': 'U LIET DIT NOOIT TOE: het steunt op geen enkele toestemming.',
  },
};
