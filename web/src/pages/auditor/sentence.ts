import { type Finding, findingSentence } from '@fit4work/anchor-service/verifier';
import { language } from '../../kit/index.js';

/** What is wrong, in one sentence; the options of a command line are nothing to somebody before a page. */
export const sentenceOf = (finding: Finding): string =>
  findingSentence(finding, language.value).replaceAll(/ \(--[a-z]+\)/g, '');
