import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

const PAGES = join(import.meta.dirname, '../src/pages');

/** A page and those of its folders that have messages of their own. */
export const partsOf = (page: string): string[] =>
  readdirSync(join(PAGES, page), { recursive: true, encoding: 'utf8' })
    .filter((file) => basename(file) === 'messages.ts')
    .map((file) => join(page, dirname(file)));

/** What each message of a page looks like in Dutch, by its name. */
export async function messagesOf(page: string): Promise<ReadonlyMap<string, RegExp>> {
  const file = join(PAGES, page, 'messages.ts');
  const messages: Record<string, { readonly nl: string }> = await import(file);
  return new Map(
    Object.entries(messages).map(([name, { nl }]) => {
      const elements = new IntlMessageFormat(nl, 'nl-BE', undefined, { ignoreTag: true }).getAst();
      return [name, new RegExp(patternOf(elements))];
    }),
  );
}
export { lawOf, PAGE_HEADERS, PAGE_WITH_WORKER_HEADERS, WORKER_HEADERS } from './page-headers.js';
