import { writeFileSync } from 'node:fs';

/**
 * What is left to say when every test has run.
 * @typedef {{ passed: number, failed: number, skipped: number, notes: readonly string[] }} Outcome
 *
 * The parts of vitest's report that are read here.
 * @typedef {{ type: 'test', name: string, result(): { state: string, note?: string | undefined } }} ReportedTest
 * @typedef {{ type: 'suite', name: string, state(): string, children: Iterable<ReportedTest | ReportedSuite> }} ReportedSuite
 * @typedef {{ relativeModuleId: string, state(): string, children: Iterable<ReportedTest | ReportedSuite> }} ReportedModule
 */

/** @param {Outcome} outcome */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Between a suite's title and the reason why it is skipped; test/src/requirement.ts writes it. */
const REASON = ' — needs ';

/** @param {string} title @param {string | undefined} note */
function skipNote(title, note) {
  if (title.includes(REASON)) return `skipped: ${title}`;
  return `skipped: ${title} — ${note ?? 'no reason given'}`;
}

/** @param {Iterable<ReportedTest | ReportedSuite>} children @returns {Generator<ReportedTest>} */
function* testsOf(children) {
  for (const child of children) {
    if (child.type === 'test') yield child;
    else yield* testsOf(child.children);
  }
}

/**
 * One line for each suite that was skipped as a whole, and for each single test that was skipped in a suite that ran.
 * @param {Iterable<ReportedTest | ReportedSuite>} children @param {string} path titles from the file down
 * @returns {Generator<string>}
 */
function* skipNotes(children, path) {
  for (const child of children) {
    const title = `${path} > ${child.name}`;
    if (child.type === 'test') {
      const result = child.result();
      if (result.state === 'skipped') yield skipNote(title, result.note);
    } else if (child.state() === 'skipped') {
      const notes = [...testsOf(child.children)].map((test) => test.result().note);
      yield skipNote(
        title,
        notes.find((note) => note !== undefined),
      );
    } else {
      yield* skipNotes(child.children, title);
    }
  }
}

/**
 * A file that could not be loaded, and an error outside any test, each count as one failure: the closing line must not
 * read as success where vitest's exit code does not.
 * @param {Iterable<ReportedModule>} modules @param {number} strayErrors
 * @returns {Outcome}
 */
export function outcomeOf(modules, strayErrors) {
  const outcome = { passed: 0, failed: strayErrors, skipped: 0, notes: /** @type {string[]} */ ([]) };
  for (const module of modules) {
    const states = [...testsOf(module.children)].map((test) => test.result().state);
    const count = (/** @type {string} */ state) => states.filter((each) => each === state).length;
    outcome.passed += count('passed');
    outcome.failed += count('failed') || (module.state() === 'failed' ? 1 : 0);
    outcome.skipped += count('skipped') + count('pending');
    outcome.notes.push(...skipNotes(module.children, module.relativeModuleId));
  }
  return outcome;
}

/**
 * The reporter that vitest.config.ts names. Under scripts/test.mjs it leaves the outcome in a file, so that the closing
 * line can be printed after everything that vitest itself has to say; otherwise it prints it.
 */
export default class ClosingReporter {
  /** @param {readonly ReportedModule[]} modules @param {readonly unknown[]} errors */
  onTestRunEnd(modules, errors) {
    const outcome = outcomeOf(modules, errors.length);
    const file = process.env.FIT4WORK_TEST_OUTCOME;
    if (file !== undefined) writeFileSync(file, JSON.stringify(outcome));
    else process.stdout.write(`${[...outcome.notes, closingLine(outcome)].join('\n')}\n`);
  }
}
