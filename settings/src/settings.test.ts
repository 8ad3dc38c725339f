import { describe, expect, it } from 'vitest';
import { helpText } from './help-text.js';
import { reference, unexplained } from './reference.js';
import { declareSettings, type Program } from './setting.js';

const settings = declareSettings('FIT4WORK_BAKER_', {
  LOAVES: { is: 'How many loaves it bakes', kind: 'number', unit: 'loaves', least: 1, most: 9, otherwise: 4 },
  PACE: { is: 'How fast loaves go', kind: 'rate', unit: 'loaves', per: 'day', least: 2, otherwise: '2 1' },
  MILL_URL: { is: 'Where flour comes from', kind: 'url', protocols: ['http:', 'https:'], needed: 'a mill' },
  OVEN: { is: 'Whether the oven | may burn', kind: 'word', words: ['hot', 'cold'], without: 'cold' },
  RECIPE: { is: 'File of the recipe', kind: 'file', secret: 'file', needed: 'a recipe', when: 'with `OVEN`' },
  SALT: { is: 'What the salt is', kind: 'text', form: 'grains', secret: 'value', without: 'no salt' },
});
const BAKER: Program = { name: 'baker', does: 'Bakes bread', settings };

describe('a declared setting', () => {
  it('knows its own variable and keeps what was declared', () => {
    expect(settings.LOAVES).toEqual({
      ...{ variable: 'FIT4WORK_BAKER_LOAVES', is: 'How many loaves it bakes', kind: 'number', unit: 'loaves' },
      ...{ least: 1, most: 9, otherwise: 4 },
    });
    expect(Object.isFrozen(settings)).toBe(true);
  });
});

describe('the reference', () => {
  const rows = reference([BAKER])
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(2, -2)
        .split(/ +(?<!\\)\| /)
        .map((cell) => cell.trim()),
    );

  it('says of each kind how it is written and what holds without it', () => {
    expect(rows).toEqual([
      ['`FIT4WORK_BAKER_LOAVES`', 'How many loaves it bakes', 'loaves, 1 to 9', '`4`'],
      ['`FIT4WORK_BAKER_PACE`', 'How fast loaves go', 'loaves at once, 2 at least, and a day', '`2 1`'],
      ['`FIT4WORK_BAKER_MILL_URL`', 'Where flour comes from', 'URL, http:// or https://', 'needed'],
      ['`FIT4WORK_BAKER_OVEN`', 'Whether the oven \\| may burn', 'hot or cold', 'cold'],
      ['`FIT4WORK_BAKER_RECIPE`', 'File of the recipe', 'file (private)', 'needed with `OVEN`'],
      ['`FIT4WORK_BAKER_SALT`', 'What the salt is', 'grains (secret)', 'no salt'],
    ]);
  });

  it.each(['', 'port', 'The port', 'a port of it', 'Ends with a full stop.'])('knows that %o is no sentence', (is) => {
    const named = declareSettings('FIT4WORK_X_', { PORT: { is, kind: 'text', without: 'none' } });
    expect(unexplained([BAKER, { ...BAKER, settings: named }])).toEqual(['FIT4WORK_X_PORT']);
  });
});

it('help has the program, and each variable with its sentence', () => {
  expect(helpText(BAKER)).toMatch(/^baker: Bakes bread[.]\n\nSettings, /);
  expect(helpText(BAKER)).toContain(
    '  FIT4WORK_BAKER_MILL_URL\n      Where flour comes from.\n      URL, http:// or https://; needed\n',
  );
  expect(helpText(BAKER)).toContain('loaves, 1 to 9; without it: 4\n');
});
