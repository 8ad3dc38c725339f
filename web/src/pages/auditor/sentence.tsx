import { type Finding, findingSentence } from '@fit4work/anchor-service/verifier';
import { language } from '../../kit/index.js';

/** What is wrong, in one sentence; the options of a command line are nothing to somebody before a page. */
const sentenceOf = (finding: Finding): string =>
  findingSentence(finding, language.value).replaceAll(/ \(--[a-z]+\)/g, '');

/** In the language of the page, but for what a library said of it: that is English, and read aloud as such. */
export function Sentence({ finding }: { readonly finding: Finding }) {
  const sentence = sentenceOf(finding);
  const { detail = '' } = finding;
  const at = detail === '' ? -1 : sentence.lastIndexOf(detail);
  if (at < 0) return <>{sentence}</>;
  return (
    <>
      {sentence.slice(0, at)}
      <span lang="en">{detail}</span>
      {sentence.slice(at + detail.length)}
    </>
  );
}
