import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from './cli.js';

/** Every command, and those below it. */
const commandsOf = (parent: Command, above = ''): readonly (readonly [string, Command])[] =>
  parent.commands.flatMap((command) => {
    const name = `${above}${command.name()}`;
    return [[name, command] as const, ...commandsOf(command, `${name} `)];
  });

function helpOf(command: Command): string {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (part) => parts.push(part) });
  command.outputHelp();
  return parts.join('');
}

const commands = commandsOf(buildProgram({})).filter(([name]) => name !== 'help');

describe.each(commands)('%s --help', (name, command) => {
  it('says in a sentence what it does, and shows how', () => {
    expect(command.description()).toMatch(/^[^\s].{20,}/);
    expect(helpOf(command)).toContain(`  fit4work-agent ${name}`);
  });
});

describe.each(commands)('%s', (name, command) => {
  it('speaks the language that is asked for, and JSON to a program', () => {
    const flags = command.options.map(({ long }) => long);
    // A script for a shell is neither words nor JSON.
    const wanted = name === 'completion' ? ['--language'] : ['--json', '--language'];
    expect(flags).toEqual(expect.arrayContaining(wanted));
  });
});
