import { describe, expect, it } from 'vitest';
import { buildProgram } from './cli.js';

const commands = buildProgram({}).commands.map((command) => [command.name(), command] as const);

describe.each(commands)('%s --help', (name, command) => {
  it('says in a sentence what it does', () => {
    expect(command.description()).toMatch(/^[^\s].{20,}/);
  });

  it('offers --json wherever a program may read the result', () => {
    const flags = command.options.map(({ long }) => long);
    if (!['enrol', 'completion', 'page'].includes(name)) expect(flags).toContain('--json');
    else expect(flags).toBeDefined();
  });
});
