/** The languages in which an auditor is spoken to. */
export type Language = 'nl' | 'en';

export const LANGUAGES: readonly Language[] = ['nl', 'en'];

/** The language that a command line asks for, before it is parsed: its help is in it too. */
export function languageOf(args: readonly string[]): Language {
  const joined = args.find((arg) => arg.startsWith('--language='))?.slice('--language='.length);
  const at = args.indexOf('--language');
  const asked = joined ?? (at < 0 ? undefined : args[at + 1]);
  return LANGUAGES.find((language) => language === asked) ?? 'nl';
}
