import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { buildProgram } from './cli.js';

/* Where words for people name a command between back quotes, it is to be one: it is the remedy. */

const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Of the machine: programs, and a folder that a variable names. */
const OTHERS = /^((sudo|bluetoothctl|rfkill|dmesg|chmod|npx) ?|[$][A-Z_]+[/])/;
/** In the place of what is put in as it is said. */
const SOMETHING = 'something';

/** What is quoted in the strings of a source; comments are for developers. */
function quotedIn(source: string): readonly string[] {
  const said: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) said.push(node.text);
    if (ts.isTemplateExpression(node)) {
      said.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join(SOMETHING));
    }
    node.forEachChild(look);
  };
  look(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest));
  return said.flatMap((text) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, quoted = '']) => quoted));
}

/** Whether it can be typed: commands, then options of the last of them, then what is theirs. */
function isCommand(quoted: string): boolean {
  let command: Command | undefined = buildProgram({});
  let depth = 0;
  for (const word of quoted.replace(/^fit4work-agent /, '').split(' ')) {
    if (word.startsWith('--')) {
      if (!command?.options.some(({ long }) => long === word)) return false;
    } else {
      const below: Command | undefined = command?.commands.find((each) => each.name() === word);
      if (below === undefined && depth === 0) return false;
      command = below ?? command;
      depth += 1;
    }
  }
  return true;
}

// Scripts for shells quote for the shell, and what describes the page's API quotes its fields.
const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !/\.test\.ts$|^core.completion|^adapters.page/.test(path),
);
const quoted = sources.flatMap((path) => quotedIn(readFileSync(`${HERE}${path}`, 'utf8')));

it('every command that words for people name is one', () => {
  const commands = quoted.filter((each) => !OTHERS.test(each));
  expect(commands.length).toBeGreaterThan(100);
  expect(commands.filter((each) => !isCommand(each))).toEqual([]);
});

it('what is no command is noticed', () => {
  const place = '$' + '{n}';
  const source = `say('run \`programmes\`, or \`status --all\`'); say(\`\\\`rotate --retire ${place}\\\` or \\\`rotat\\\`\`);`;
  expect(quotedIn(source).filter((each) => !isCommand(each))).toEqual(['programmes', 'status --all', 'rotat']);
});
