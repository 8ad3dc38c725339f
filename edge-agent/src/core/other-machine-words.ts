import type { Language } from './language.js';

/* What is said of the person's agents on other machines, of which this one hears through the coach API alone. */

/** Why nobody knows here whether they share more: no answer, one that is not believed, or damage here. */
export type NotLookedUp = 'unreachable' | 'refused' | 'vault-damaged';

const WHY: Readonly<Record<Language, Readonly<Record<NotLookedUp, string>>>> = {
  en: {
    unreachable:
      'The coach API did not say what another machine of yours shares: if you have one, what was signed there is not known here; ask again when it answers.',
    refused:
      'What the coach API says of consent from another machine of yours cannot be believed, and nothing of it is counted here: `grants --confirm` says what is wrong with it.',
    'vault-damaged':
      'Consent is damaged here, so that nobody could look up what another machine of yours shares: run `doctor --repair` first.',
  },
  nl: {
    unreachable:
      'De coach-API zei niet wat een andere machine van u deelt: hebt u er een, dan is wat daar getekend werd hier niet bekend; vraag het opnieuw als ze antwoordt.',
    refused:
      'Wat de coach-API zegt over toestemmingen van een andere machine van u, is niet te geloven, en niets ervan telt hier: `grants --confirm` zegt wat eraan scheelt.',
    'vault-damaged':
      'Toestemmingen zijn hier beschadigd, zodat niet na te gaan was wat een andere machine van u deelt: gebruik eerst `doctor --repair`.',
  },
};

/** @param why undefined where it was looked up, of which nothing is said */
export const notLookedUpLines = (why: NotLookedUp | undefined, language: Language): readonly string[] =>
  why === undefined ? [] : [WHY[language][why]];

/** What is said wherever it is shown what is shared. @param others numbers of the person's other agents, as far as they are known */
export const otherAgentLines = (others: readonly number[], language: Language): readonly string[] =>
  others.map((agent) =>
    language === 'nl'
      ? `Dit is wat op deze machine bekend is: agent ${agent}, op een andere machine van u, deelt misschien meer.`
      : `This is what is known on this machine: agent ${agent}, on another machine of yours, may share more.`,
  );
