import type { Language } from './language.js';
import type { LetterProblem } from './shown-letter.js';

/* What is wrong with something that came down, for the person to whom it came: one sentence, and what to do. */

export const LETTER_PROBLEMS: Readonly<Record<Language, Readonly<Record<LetterProblem, string>>>> = {
  en: {
    'changed-on-disk': 'This record was changed on the disk of this machine. Restore vault.db from a backup.',
    'not-opened': 'This was sent to you but is not sealed to your vault, so nobody can tell what it says.',
    'bad-signature': 'This is not signed by the coach API that you enrolled with: somebody may have forged it.',
    malformed: 'This is not what it was sent as. Tell the programme.',
    'unknown-version': 'This is of a version that this agent does not know. Update the agent.',
    'not-ours': 'This is about somebody else. Tell the programme.',
    'not-in-log': 'This is not in the log. If that is still so in an hour, tell the programme.',
    'log-unreachable': 'The log does not answer, and no proof is kept here yet. Try again later.',
    'view-damaged': 'What this agent knew of the log was changed on its disk. Restore vault.db from a backup.',
    'log-refused': 'What the log serves does not verify under the keys that you enrolled with. Tell the programme.',
    'log-contradicts-itself': 'The log took back what it had shown to you. Tell the programme and the witnesses.',
    'proof-refused': 'The proof that is kept here does not verify under the keys that you enrolled with.',
  },
  nl: {
    'changed-on-disk': 'Dit werd op de schijf van deze machine veranderd. Zet vault.db terug uit een back-up.',
    'not-opened': 'Dit werd u gestuurd, maar niet voor uw kluis verzegeld: niemand kan zeggen wat er staat.',
    'bad-signature': 'Dit is niet getekend door de coach-API waarbij u zich inschreef: iemand kan het vervalst hebben.',
    malformed: 'Dit is niet waarvoor het gestuurd werd. Meld het aan het programma.',
    'unknown-version': 'Dit is van een versie die deze agent niet kent. Werk de agent bij.',
    'not-ours': 'Dit gaat over iemand anders. Meld het aan het programma.',
    'not-in-log': 'Dit staat niet in het logboek. Is dat over een uur nog zo, meld het dan aan het programma.',
    'log-unreachable': 'Het logboek antwoordt niet, en hier wordt nog geen bewijs bewaard. Probeer het later opnieuw.',
    'view-damaged':
      'Wat deze agent van het logboek wist, werd op de schijf veranderd. Zet vault.db terug uit een back-up.',
    'log-refused': 'Wat het logboek toont, klopt niet met de sleutels van uw inschrijving. Meld het aan het programma.',
    'log-contradicts-itself': 'Het logboek nam terug wat het u getoond had. Meld het aan het programma en de getuigen.',
    'proof-refused': 'Het bewijs dat hier bewaard wordt, klopt niet met de sleutels van uw inschrijving.',
  },
};
