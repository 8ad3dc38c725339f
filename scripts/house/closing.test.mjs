import { describe, expect, it } from 'vitest';
import { checkOptions, conclude } from '../test.mjs';
import { closingLine, outcomeOf } from './closing.mjs';

const test = (name, state, note) => ({ type: 'test', name, result: () => ({ state, note }) });
const suite = (name, state, children) => ({ type: 'suite', name, state: () => state, children });
const module = (children, state = 'passed') => ({ relativeModuleId: 'a/src/x.test.ts', state: () => state, children });

describe('the end of a test run', () => {
  it('counts tests at every depth', () => {
    const inner = suite('inner', 'failed', [test('b', 'failed'), test('c', 'passed')]);
    const outcome = outcomeOf([module([test('a', 'passed'), inner], 'failed')], 0);
    expect(closingLine(outcome)).toBe('2 passed, 1 failed, 0 skipped');
  });

  it('names a skipped suite once, with its reason, however many tests it has', () => {
    const skipped = suite("interop — needs go: install Debian's golang-go", 'skipped', [
      test('a', 'skipped'),
      test('b', 'skipped'),
    ]);
    const outcome = outcomeOf([module([skipped])], 0);
    expect(outcome).toMatchObject({ passed: 0, failed: 0, skipped: 2 });
    expect(outcome.notes).toEqual(["skipped: a/src/x.test.ts > interop — needs go: install Debian's golang-go"]);
  });

  it('gives the note of a single skipped test, or says that there is none', () => {
    const mixed = suite('s', 'passed', [test('a', 'passed'), test('b', 'skipped', 'no radio'), test('c', 'skipped')]);
    const { notes } = outcomeOf([module([mixed])], 0);
    expect(notes[0]).toBe('skipped: a/src/x.test.ts > s > b — no radio');
    expect(notes[1]).toBe('skipped: a/src/x.test.ts > s > c — no reason given');
  });

  it('counts a file that does not load and an error outside any test as failures', () => {
    expect(closingLine(outcomeOf([module([], 'failed')], 1))).toBe('0 passed, 2 failed, 0 skipped');
  });

  it('passes with skips, and fails with them where everything is required', () => {
    const outcome = { passed: 3, failed: 0, skipped: 1, notes: ['skipped: x — needs go: y'] };
    expect(conclude(outcome, { code: 0, requireAll: false }).code).toBe(0);
    const strict = conclude(outcome, { code: 0, requireAll: true });
    expect(strict.code).toBe(1);
    expect(strict.lines[0]).toBe('skipped: x — needs go: y');
    expect(strict.lines.at(-1)).toBe('3 passed, 0 failed, 1 skipped');
  });

  it('keeps the exit code of vitest, and never calls a crash a success', () => {
    expect(conclude({ passed: 1, failed: 1, skipped: 0, notes: [] }, { code: 1, requireAll: false }).code).toBe(1);
    const crash = conclude(undefined, { code: 0, requireAll: false });
    expect(crash.code).toBe(1);
    expect(crash.lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });
});

describe('the options of a test run', () => {
  it('are named in one sentence where one is unknown', () => {
    expect(() => checkOptions(['broker', '--slow', '-t', 'title', '--bail=1'])).not.toThrow();
    expect(() => checkOptions(['--nonsense'])).toThrow(/^test does not know --nonsense; it takes .*\.$/);
  });
});
