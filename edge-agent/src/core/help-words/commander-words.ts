import type { Language } from '../language.js';

/* Commander's own words, which it knows in English alone, in Dutch: the headings of its help, what it adds to an option, and
   what it says of a line that it cannot understand. The test of the built program holds each of them to the version in use. */

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Gebruik:',
  'Arguments:': 'Argumenten:',
  'Options:': 'Opties:',
  'Commands:': 'Opdrachten:',
};

export const titleInDutch = (title: string): string => TITLES[title] ?? title;

/** What stands for a value. */
const PLACES: Readonly<Record<string, string>> = {
  address: 'adres',
  code: 'code',
  command: 'opdracht',
  date: 'datum',
  file: 'bestand',
  grant: 'toestemming',
  invitation: 'uitnodiging',
  list: 'lijst',
  name: 'naam',
  options: 'opties',
  seconds: 'seconden',
  session: 'sessie',
  text: 'tekst',
};

/** @param text such as `--wait <seconds>` or `[options] [command]` */
export const placesInDutch = (text: string): string =>
  text.replace(/(?<=[<[])[a-z]+(?=(?:\.\.\.)?[>\]])/g, (name) => PLACES[name] ?? name);

/** @param name of an argument, such as `session` */
export const placeInDutch = (name: string): string => PLACES[name] ?? name;

/** @param description of an option, with what commander adds between brackets at its end */
export const choicesInDutch = (description: string): string =>
  description.replace(/\((?:choices|default): [^()]*\)$/, (added) =>
    added.replace(/(?<=^\()choices(?=: )/, 'keuzes').replace(/(?<=^\(|, )default(?=: )/, 'standaard'),
  );

/** `$1` is what was found first, `@1` the same as the name of an argument. */
const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.*?)'/s, "fout: onbekende optie '$1'"],
  [/^error: unknown command '(.*?)'/s, "fout: onbekende opdracht '$1'"],
  [/^error: missing required argument '(.*?)'/s, "fout: argument '@1' ontbreekt"],
  [/^error: required option '(.*?)' not specified/s, "fout: optie '$1' is verplicht"],
  [/^error: option '(.*?)' argument missing/s, "fout: optie '$1' heeft geen waarde"],
  [/^error: option '(.*?)' argument '(.*)' is invalid\./s, "fout: optie '$1' kan niet '$2' zijn."],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.*?)'\./s,
    "fout: argument '@2' kan niet '$1' zijn.",
  ],
  [
    /^error: too many arguments(?: for '(.*?)')?\. Expected (\d+) arguments? but got (\d+)\./s,
    'fout: te veel argumenten: $3, waar er $2 horen.',
  ],
  [/ Allowed choices are (.*)\.\n$/s, ' Kies uit $1.\n'],
  [/\n\(Did you mean one of (.*)\?\)\n$/s, '\n(Bedoelde u een van $1?)\n'],
  [/\n\(Did you mean (.*)\?\)\n$/s, '\n(Bedoelde u $1?)\n'],
];

/** @param text what commander writes of a line that it cannot understand */
export const errorInDutch = (text: string): string =>
  ERRORS.reduce((said, [english, dutch]) => said.replace(english, (...found) => filled(dutch, found)), text);

/** One sentence of what commander says of a line that it cannot understand. */
export function usageSentence(message: string, language: Language): string {
  const said = language === 'nl' ? errorInDutch(`${message}\n`) : message;
  return said.replace(/^(?:error|fout): /, '').trim();
}

/** Of an option, what stands for its value is in Dutch, and so is an argument (`@`); what was typed stands as it was typed. */
const filled = (dutch: string, found: readonly unknown[]): string =>
  dutch.replace(/([$@])(\d)/g, (_, kind: string, i: string) => {
    const part = String(found[Number(i)] ?? '');
    if (kind === '@') return placeInDutch(part);
    return part.startsWith('-') ? placesInDutch(part) : part;
  });
