import { IntlMessageFormat } from 'intl-messageformat';
import { type Language, language } from './language.js';
import type { Message } from './message.js';

/** Belgian Dutch, and English with its days before its months. */
export const LOCALES: Readonly<Record<Language, string>> = { nl: 'nl-BE', en: 'en-GB' };

const read = new WeakMap<Message, Map<Language, IntlMessageFormat>>();

/** The text in the language of the page; whoever renders with it is rendered anew when the language changes. */
export function say<Arguments extends object>(
  text: Message<Arguments>,
  ...[given]: keyof Arguments extends never ? [] : [Arguments]
): string {
  const chosen = language.value;
  const known = read.get(text) ?? new Map<Language, IntlMessageFormat>();
  // Tags are text here: what is said is never markup.
  const format =
    known.get(chosen) ?? new IntlMessageFormat(text[chosen], LOCALES[chosen], undefined, { ignoreTag: true });
  read.set(text, known.set(chosen, format));
  return String(format.format({ ...given }));
}
