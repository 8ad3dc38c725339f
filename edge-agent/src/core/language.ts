/** The languages that the agent speaks to people. */
export type Language = 'nl' | 'en';

/** @param lang as the variable LANG of a POSIX locale */
export const languageOf = (lang: string | undefined): Language => (/^nl([_.@-]|$)/i.test(lang ?? '') ? 'nl' : 'en');
