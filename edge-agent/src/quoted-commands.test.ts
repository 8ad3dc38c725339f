import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProgram } from './cli.js';

const CORE = join(import.meta.dirname, 'core');
const isSource = (name: string): boolean => name.endsWith('.ts') && !name.endsWith('.test.ts');

/** Sentences stand in quotation marks, or in templates, where what is quoted is escaped. */
const PLAIN = /'[^'\n]*'|"[^"\n]*"/g;
const ESCAPED = /\\`([^`\\\n]+)\\`/g;

/** What stands between backquotes in what is said in one source. */
function quotedIn(source: string): readonly string[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const plain = [...code.matchAll(PLAIN)].flatMap(([text]) => [...text.matchAll(/`([^`]+)`/g)]);
  return [...plain, ...code.matchAll(ESCAPED)].map(([, quoted = '']) => quoted);
}

const QUOTED = readdirSync(CORE, { recursive: true, encoding: 'utf8' })
  .filter(isSource)
  .flatMap((name) => quotedIn(readFileSync(join(CORE, name), 'utf8')));

/** Whether somebody who types this is understood, as far as names go. */
function isCommand(quoted: string): boolean {
  const words = quoted.replace(/^fit4work-agent /, '').split(' ');
  const command = buildProgram({}).commands.find((each) => each.name() === words[0]);
  const options = words.filter((word) => word.startsWith('--'));
  return command !== undefined && options.every((name) => command.options.some(({ long }) => long === name));
}

describe('what a person is told to run', () => {
  it('is a command with options of its own, in every sentence', () => {
    expect(QUOTED.length).toBeGreaterThan(60);
    expect(QUOTED.filter((quoted) => !isCommand(quoted))).toEqual([]);
  });
});
