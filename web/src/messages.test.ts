import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, it } from 'vitest';

/** What it takes, and of what kind. */
function argumentsOf(elements: ReturnType<IntlMessageFormat['getAst']>): string[] {
  return elements.flatMap((element) => {
    const own = 'value' in element && element.type !== 0 ? [`${element.value} (${element.type})`] : [];
    const inner = 'options' in element ? Object.values(element.options).flatMap(({ value }) => argumentsOf(value)) : [];
    return [...own, ...inner];
  });
}

const sorted = (text: string, locale: string): string[] =>
  [...new Set(argumentsOf(new IntlMessageFormat(text, locale, undefined, { ignoreTag: true }).getAst()))].sort();

const modules = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(^|[/\\])messages\.ts$/.test(name))
  .sort();

it('finds the messages of the kit and of every page', () => {
  expect(modules).toContain(join('kit', 'messages.ts'));
  expect(modules.length).toBeGreaterThanOrEqual(2);
});

for (const name of modules) {
  it(`has sound texts in both languages, neither of them empty (${name})`, async () => {
    const messages: Record<string, { nl: string; en: string }> = await import(join(import.meta.dirname, name));
    expect(Object.keys(messages).length).toBeGreaterThan(0);
    for (const [key, { nl, en }] of Object.entries(messages)) {
      expect([key, nl.trim() !== '', en.trim() !== '']).toEqual([key, true, true]);
      expect([key, ...sorted(nl, 'nl-BE')]).toEqual([key, ...sorted(en, 'en-GB')]);
    }
  });
}
