import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declareSettings } from '../settings/dist/index.js';
import { document } from './settings/document.mjs';
import { PROGRAMS } from './settings/programs.mjs';
import { root } from './setup.mjs';

const declared = new Set(PROGRAMS.flatMap(({ settings }) => Object.values(settings).map(({ variable }) => variable)));
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((name) => name !== '');
const read = (name) => readFileSync(join(root, name), 'utf8');
/** What a file says of variables; a name that ends in a line or an ellipsis is a prefix of several. */
const variablesIn = (text) => [...text.matchAll(/\bFIT4WORK_[A-Z0-9_]*[A-Z0-9](?![A-Z0-9_…])/g)].map(([name]) => name);

describe('the reference of settings', () => {
  it('is what the programs read', () => {
    expect(read('docs/settings.md')).toBe(document(PROGRAMS));
  });

  it('has every variable of every program, once for each', () => {
    const lines = read('docs/settings.md').split('\n');
    for (const { name, settings } of PROGRAMS) {
      const section = lines.slice(lines.indexOf(`## ${name}`) + 1);
      const end = section.findIndex((line) => line.startsWith('## '));
      const rows = section.slice(0, end === -1 ? undefined : end).filter((line) => line.startsWith('| `'));
      expect(rows.map((row) => row.split('`')[1])).toEqual(Object.values(settings).map(({ variable }) => variable));
    }
  });

  it('is not written while a setting says nothing of itself', () => {
    const settings = declareSettings('FIT4WORK_X_', { PORT: { is: 'port', kind: 'text', without: 'none' } });
    expect(() => document([{ name: 'x', does: 'Does it', settings }])).toThrow('FIT4WORK_X_PORT says in no sentence');
  });
});

describe('a service that is asked with --help', () => {
  it.each([
    ['broker/dist/main.js', 'fit4work-broker'],
    ['broker/dist/door/main.js', 'fit4work-broker-door'],
    ['coach-api/dist/main.js', 'fit4work-coach-api'],
    ['anchor-service/dist/main.js', 'fit4work-anchor'],
    ['anchor-service/dist/mirror/main.js', 'fit4work-mirror'],
    ['demo-identity/dist/main.js', 'fit4work-demo-identity'],
  ])('says every variable of %s and ends', (file, program) => {
    const { settings } = PROGRAMS.find(({ name }) => name === program);
    const said = execFileSync(process.execPath, [join(root, file), '--help'], { encoding: 'utf8', env: {} });
    for (const { variable, is } of Object.values(settings)) {
      expect(said).toContain(`${variable}\n`);
      expect(said).toContain(`${is}.\n`);
    }
  });
});

describe('a variable that is named', () => {
  const isOurs = (name) => /^(docs|deploy)\/|README\.md$|^[^/]+\/src\/.*\.ts$/.test(name) && !/\.test\.ts$/.test(name);
  const files = tracked.filter((name) => isOurs(name) && !name.startsWith('test/'));

  it('in code, a document or deploy/ is one that a program reads', () => {
    expect(files.length).toBeGreaterThan(500);
    const unknown = files.flatMap((name) =>
      variablesIn(read(name))
        .filter((variable) => !declared.has(variable))
        .map((variable) => `${name}: ${variable}`),
    );
    expect(unknown).toEqual([]);
  });

  it('by a declaration is read by the room that declares it', () => {
    const unread = tracked
      .filter((name) => /^[^/]+\/src\/settings\.ts$/.test(name))
      .flatMap((name) => {
        const room = name.slice(0, name.indexOf('/'));
        const code = files
          .filter((file) => file.startsWith(`${room}/src/`) && file !== name)
          .map(read)
          .join('\n');
        const names = [...read(name).matchAll(/^ {2}([A-Z][A-Z0-9_]*): /gm)].map(([, found]) => found);
        return names
          .filter((found) => !new RegExp(`(?:[A-Z][.]|[{,] )${found}\\b`).test(code))
          .map((found) => `${room}: ${found}`);
      });
    // Of the seam, which imports nothing and reads it by its whole name.
    expect(unread).toEqual(['edge-agent: HCI']);
  });
});
