import { cryptoReady } from '@fit4work/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { messagesOf } from '../../../web/test/index.js';
import { describeWith } from '../requirement.js';
import { lookAtWhatEnds } from './employee-ending-looks.js';
import { lookAtDays } from './employee-looks.js';
import { lookAtWhatIsRare } from './employee-rare-looks.js';
import { lookAtWhatIsDone } from './employee-told-looks.js';
import { lookAtWhatIsUntold } from './employee-untold-looks.js';
import { lookAtFirstSteps } from './setup-looks.js';

/** What the page is made of; each has its own messages. */
const PARTS = [
  ...['', '/today', '/history', '/sharing', '/looked', '/programme', '/letters', '/own', '/pairing', '/setup'],
].map((part) => `employee${part}`);

/** In no state that can be held: they are gone within a moment. */
const ELSEWHERE = ['employee/own: exporting', 'employee/setup: registering'];

describeWith(['chromium'], 'every state of the page of an employee, in both languages and themes', () => {
  const seen: string[] = [];
  beforeAll(() => cryptoReady);
  describe('the first steps', () => lookAtFirstSteps(seen));
  describe('the day and what belongs to it', () => lookAtDays(seen));
  describe('what happens to few', () => lookAtWhatIsRare(seen));
  describe('what is told of an act', () => lookAtWhatIsDone(seen));
  describe('what it cannot show or prove', () => lookAtWhatIsUntold(seen));
  describe('what ends by itself', () => lookAtWhatEnds(seen));

  it('says in these states all that it can say', async () => {
    const lines = seen.flatMap((state) => state.split(/\n+/)).map((line) => line.replaceAll(/\s+/g, ' '));
    const all = [...new Set(lines)].join('\n');
    const parts = await Promise.all(PARTS.map(async (part) => [part, await messagesOf(part)] as const));
    const unseen = parts.flatMap(([part, messages]) =>
      [...messages].filter(([, pattern]) => !pattern.test(all)).map(([name]) => `${part}: ${name}`),
    );
    expect(unseen.filter((each) => !ELSEWHERE.includes(each))).toEqual([]);
  });
});
