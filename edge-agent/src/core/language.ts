/** The languages that the agent speaks to people. */
export const LANGUAGES = ['nl', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What is said to a person, in every language: the compiler tells whoever leaves one out. */
export type Said = Readonly<Record<Language, string>>;

const isLanguage = (text: string | undefined): text is Language => LANGUAGES.some((known) => known === text);

/** The language of a POSIX locale: Dutch where it says so, and else English. What stands first counts most. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return /^nl([_.@-]|$)/i.test(locale) ? 'nl' : 'en';
}

/**
 * The language that a command line asks for with `--language`, looked up before the line is understood: a line that cannot
 * be, and a question for help, are answered in it as well.
 *
 * @param otherwise where it asks for none that is known
 */
export function languageAsked(argv: readonly string[], otherwise: Language): Language {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const asked = words.flatMap((word, i) => {
    if (word === '--language') return [words[i + 1]];
    return word.startsWith('--language=') ? [word.slice('--language='.length)] : [];
  });
  return asked.filter(isLanguage).at(-1) ?? otherwise;
}

/**
 * The language of a request over HTTP: of those that it accepts and that are spoken here, the one it prefers (RFC 9110,
 * section 12.5.4). Who names neither is answered in English.
 */
export function languageAccepted(header: string | undefined): Language {
  const accepted = (header ?? '').split(',').flatMap((part) => {
    const [range = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
    const language = range.split('-', 1)[0];
    const weight = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
    return isLanguage(language) && weight > 0 ? [{ language, weight }] : [];
  });
  const best = accepted.reduce<(typeof accepted)[number] | undefined>(
    (before, each) => (before === undefined || each.weight > before.weight ? each : before),
    undefined,
  );
  return best?.language ?? 'en';
}
