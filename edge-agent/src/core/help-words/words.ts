import type { Language, Said } from '../language.js';

/** What is said in one place: texts, or texts with parts that are told there. */
export type Words = Readonly<Record<string, Said | ((...parts: never[]) => Said)>>;

/** The texts of a place in one language. */
export const inLanguage = <K extends string>(
  words: Readonly<Record<K, Said>>,
  language: Language,
): Readonly<Record<K, string>> =>
  Object.fromEntries(Object.entries<Said>(words).map(([key, said]) => [key, said[language]])) as Record<K, string>;
