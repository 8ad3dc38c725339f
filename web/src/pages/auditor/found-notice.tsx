import type { Finding } from '@fit4work/anchor-service/verifier';
import type { ComponentChildren } from 'preact';
import { Notice, say } from '../../kit/index.js';
import * as words from './messages.js';
import { Sentence } from './sentence.js';

export interface FoundNoticeProps {
  readonly finding: Finding;
  /** Whether it is signed and cannot be true. */
  readonly convicts: boolean;
  /** Whether the log took back what it had signed. */
  readonly isTakenBack?: boolean;
  readonly children?: ComponentChildren;
}

/** What was found wrong, and whom that catches, if anybody. */
export function FoundNotice({ finding, convicts, isTakenBack = false, children }: FoundNoticeProps) {
  const body = isTakenBack ? words.rollbackBody : words.unsureBody;
  return (
    <Notice tone={convicts ? 'bad' : 'care'} title={say(convicts ? words.unsound : words.unsure)}>
      <p>
        <FoundSentence finding={finding} />
      </p>
      <p>{say(convicts ? words.unsoundBody : body)}</p>
      {children}
    </Notice>
  );
}

/** What cannot be read here was asked of the log; in a file it would be of the file. */
function FoundSentence({ finding }: Pick<FoundNoticeProps, 'finding'>) {
  if (finding.kind === 'unreadable') return <>{say(words.notReached, { path: finding.path ?? '' })}</>;
  return <Sentence finding={finding} />;
}
