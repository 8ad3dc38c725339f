import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';

type Elements = ReturnType<IntlMessageFormat['getAst']>;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\s+/g, '\\s+');

/** What a text looks like, whatever is put into it. */
function patternOf(elements: Elements): string {
  return elements
    .map((element) => {
      if ('options' in element) {
        const ways = Object.values(element.options).map(({ value }) => patternOf(value));
        return `(?:${ways.join('|')})`;
      }
      // A text that is only text has the type 0.
      return element.type === 0 ? escaped(element.value) : '.+?';
    })
    .join('');
}

/** What each message of a page looks like in Dutch, by its name. */
export async function messagesOf(page: string): Promise<ReadonlyMap<string, RegExp>> {
  const file = join(import.meta.dirname, '../src/pages', page, 'messages.ts');
  const messages: Record<string, { readonly nl: string }> = await import(file);
  return new Map(
    Object.entries(messages).map(([name, { nl }]) => {
      const elements = new IntlMessageFormat(nl, 'nl-BE', undefined, { ignoreTag: true }).getAst();
      return [name, new RegExp(patternOf(elements))];
    }),
  );
}
