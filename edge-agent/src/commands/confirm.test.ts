import { describe, expect, it } from 'vitest';
import { ScriptedTerminal } from '../../test/scripted-terminal.js';
import { CONSENT_SAID } from '../core/consent-said.js';
import { eraseQuestion } from '../core/erase-words.js';
import { confirm, type Question } from './confirm.js';

const sign = (language: 'nl' | 'en'): Question => {
  const { signQuestion: text, yes } = CONSENT_SAID[language];
  return { text, yes };
};

/** @returns what was asked */
async function answered(question: Question, typed: string): Promise<readonly string[]> {
  const terminal = new ScriptedTerminal(() => typed);
  await confirm(question, (_, use) => use(terminal));
  return terminal.asked;
}

describe('what has an effect on others', () => {
  it.each<[string, Question]>([
    ['ja', sign('nl')],
    [' JA ', sign('nl')],
    ['yes', sign('en')],
    ['WISSEN', eraseQuestion('nl')],
    ['ERASE', eraseQuestion('en')],
  ])('is done after `%s`, asked for on the terminal', async (typed, question) => {
    expect(await answered(question, typed)).toEqual([`${question.text} `]);
  });

  it('is asked after what was typed before is dropped', async () => {
    const terminal = new ScriptedTerminal(() => 'yes');
    await confirm(sign('en'), (_, use) => use(terminal));
    expect(terminal.forgotten).toEqual([0]);
  });

  it.each<[string, Question]>([
    ['', sign('nl')],
    ['j', sign('nl')],
    ['wissen', eraseQuestion('nl')],
    ['ja', eraseQuestion('nl')],
  ])('is not done after `%s`', async (typed, question) => {
    await expect(answered(question, typed)).rejects.toMatchObject({ code: 'interrupted' });
  });
});
