export type PageLanguage = 'nl' | 'en';

/** Dutch, unless English is named before it. */
export function languageOf(accept = ''): PageLanguage {
  const named = accept
    .toLowerCase()
    .split(',')
    .map((each) => each.trim().slice(0, 2));
  return named.find((each) => each === 'nl' || each === 'en') === 'en' ? 'en' : 'nl';
}
