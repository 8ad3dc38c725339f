import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, type Said } from '../language.js';

const SOURCES = new URL('../../', import.meta.url).pathname;

/** A part of a sentence, whatever it is told as: a text, a number, a list, a setting with its bounds, or something that is said in both languages. */
function part(i: number): unknown {
  const mark = `‹${i}›`;
  const setting = { variable: mark, text: mark, least: mark, most: mark };
  return { ...setting, en: mark, nl: mark, toString: () => mark, join: () => mark };
}

const isSaid = (value: unknown): value is Said =>
  typeof value === 'object' && value !== null && LANGUAGES.every((language) => language in value);

/** The name and the sentence of all that a module has, each made with marks where it has parts. */
function sentencesOf(name: string, value: unknown): readonly (readonly [string, Said])[] {
  if (typeof value === 'function')
    return sentencesOf(name, value(...Array.from({ length: value.length }, (_, i) => part(i))));
  if (isSaid(value)) return [[name, value]];
  if (typeof value !== 'object' || value === null) throw new TypeError(`${name} is no sentence`);
  return Object.entries(value).flatMap(([key, each]) => sentencesOf(`${name}.${key}`, each));
}

const files = readdirSync(import.meta.dirname).filter((file) => /-refusals\.ts$|-things\.ts$/.test(file));
const modules = await Promise.all(
  files.map((file): Promise<Readonly<Record<string, unknown>>> => import(join(import.meta.dirname, file))),
);
const all = modules.flatMap((module) => Object.entries(module).flatMap(([name, value]) => sentencesOf(name, value)));
const isSentence = ([name]: readonly [string, Said]): boolean => /REFUSALS|UNPAIRED/.test(name);
const marksOf = (text: string): readonly string[] => [...new Set(text.match(/‹\d›/g) ?? [])].sort();

describe('the catalogue of refusals', () => {
  it('has the rooms that there are', () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
    expect(all.filter(isSentence).length).toBeGreaterThan(110);
  });

  it.each(all)('%s is said in Dutch and in English, with the same parts', (_, { en, nl }) => {
    for (const text of [en, nl]) expect(text).toMatch(/^\S.+\S$/);
    expect(nl).not.toBe(en);
    expect(marksOf(nl)).toEqual(marksOf(en));
  });

  it.each(all.filter(isSentence))('%s is one sentence that ends with a full stop', (_, { en, nl }) => {
    for (const text of [en, nl]) {
      expect(text).toMatch(/^(?:\p{Lu}|--|‹).*[.]$/u);
      expect(text.slice(0, -1)).not.toMatch(/[.!?]\s/);
    }
  });

  it.each(all)('%s names the same commands and options in both', (_, { en, nl }) => {
    const named = (text: string): readonly string[] => (text.match(/`[^`]+`|--[a-z-]+|FIT4WORK_[A-Z_]+/g) ?? []).sort();
    expect(named(nl)).toEqual(named(en));
  });
});

describe('a refusal', () => {
  it('is said nowhere but in the catalogue', () => {
    const elsewhere = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .filter((file) =>
        /new AgentError\(\s*(?:'[a-z-]+'|\w+),\s*[{'`]/.test(readFileSync(join(SOURCES, file), 'utf8')),
      );
    expect(elsewhere).toEqual([]);
  });
});
