import { useEffect } from 'preact/hooks';
import { ASK_WORDS, AskError, announce, Button, type Message, Notice, say } from '../../kit/index.js';
import * as words from './messages.js';
import { loginAddress } from './service.js';

/** This page's own reason: what came was opened while more was shared. */
export const GRANT_ENDED = 'grant-ended';
/** And this: no answer came to what was sent. */
export const MAYBE_SENT = 'maybe-sent';

/** The coach API's own reasons, in the words of docs/coach-api-errors.md. */
const REASONS: Readonly<Record<string, Message>> = {
  'not-granted': words.notGranted,
  'not-given': words.notGiven,
  'plan-warned': words.planWarned,
  'not-proven': words.notProven,
  'too-many-reads': words.tooManyReads,
  'too-many-requests': words.tooManyRequests,
  'broker-unavailable': words.brokerUnavailable,
  'log-unavailable': words.logUnavailable,
  'log-distrusted': words.logDistrusted,
  'damaged-record': words.damagedRecord,
  'bad-request': words.badRequest,
  'login-again': words.loginAgain,
  [GRANT_ENDED]: words.grantEnded,
  [MAYBE_SENT]: words.maybeSent,
};

/** What went wrong, in one sentence. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof AskError)) return say(ASK_WORDS.failed);
  return say(REASONS[error.reason ?? ''] ?? ASK_WORDS[error.code]);
}

export const isNotGranted = (error: unknown): boolean => error instanceof AskError && error.reason === 'not-granted';

const needsLogin = (error: unknown): boolean => error instanceof AskError && error.reason === 'login-again';

export interface FailureProps {
  readonly error: unknown;
  readonly onAgain: () => void;
}

/** Says, aloud as well, that something could not be had or done, with a way to ask once more. Nothing that was typed is lost by it. */
export function Failure({ error, onAgain }: FailureProps) {
  useEffect(() => announce(sentenceOf(error)), [error]);
  if (needsLogin(error)) {
    return <LoginAgain how={say(words.loginAgainHow)} onAgain={onAgain} />;
  }
  return (
    <Notice tone="care">
      <p>{sentenceOf(error)}</p>
      <div>
        <Button onPress={onAgain}>{say(words.again)}</Button>
      </div>
    </Notice>
  );
}

interface LoginAgainProps extends Pick<FailureProps, 'onAgain'> {
  readonly how: string;
}

/** In another tab, which comes back to this place: what stands here, such as a programme half made, is in the memory of this one. */
export function LoginAgain({ how, onAgain }: LoginAgainProps) {
  return (
    <Notice tone="care" title={say(words.loginAgainTitle)}>
      <p>{how}</p>
      <LoginWays onAgain={onAgain} />
    </Notice>
  );
}

export const LoginWays = ({ onAgain }: Pick<FailureProps, 'onAgain'>) => (
  <div class="row">
    <a class="button" href={loginAddress({ fresh: '1' })} target="_blank" rel="noopener">
      {say(words.loginAgainLink)}
    </a>
    <Button look="main" onPress={onAgain}>
      {say(words.loginAgainDone)}
    </Button>
  </div>
);
