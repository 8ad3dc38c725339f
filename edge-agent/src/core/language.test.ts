import { describe, expect, it } from 'vitest';
import { languageAccepted, languageAsked, languageOf } from './language.js';

describe('the language of an environment', () => {
  it('is Dutch where its locale is, and else English', () => {
    const spoken = (LANG: string | undefined): string => languageOf({ LANG });
    expect(['nl', 'nl_BE.UTF-8', 'NL', 'nl@euro'].map(spoken)).toEqual(['nl', 'nl', 'nl', 'nl']);
    expect([undefined, '', 'C', 'en_GB.UTF-8', 'nld', 'nlx_NL'].map(spoken)).toEqual(Array(6).fill('en'));
  });

  it('is that of LC_ALL before LC_MESSAGES before LANG, of those that are not empty', () => {
    expect(languageOf({ LC_ALL: 'C', LC_MESSAGES: 'nl_BE', LANG: 'nl_BE' })).toBe('en');
    expect(languageOf({ LC_ALL: '', LC_MESSAGES: 'nl_BE', LANG: 'en_GB' })).toBe('nl');
    expect(languageOf({ LC_MESSAGES: 'C.UTF-8', LANG: 'nl_BE' })).toBe('en');
  });
});

describe('the language that a line asks for', () => {
  it.each([
    ['grants --language nl', 'nl'],
    ['--language=nl grants', 'nl'],
    ['grants --language nl --language=en', 'en'],
    ['grants', 'en'],
    ['grants --language', 'en'],
    ['grants --language fr', 'en'],
    ['messages send -- --language nl', 'en'],
  ])('of %s is %s', (line, language) => {
    expect(languageAsked(line.split(' '), 'en')).toBe(language);
  });

  it('is that of the environment where it asks for none', () => {
    expect(languageAsked(['grants', '--language', 'fr'], 'nl')).toBe('nl');
  });
});

describe('the language of a request', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['nl', 'nl'],
    ['nl-BE,nl;q=0.9,en;q=0.8', 'nl'],
    ['fr, nl;q=0.5', 'nl'],
    ['en;q=0.4, nl;q=0.5', 'nl'],
    ['NL-be', 'nl'],
    ['nl;q=0, en;q=0.1', 'en'],
    ['nl;q=no', 'en'],
    ['nl, en', 'nl'],
    ['*', 'en'],
    ['nln', 'en'],
  ])('that accepts %s is %s', (header, language) => {
    expect(languageAccepted(header)).toBe(language);
  });
});
