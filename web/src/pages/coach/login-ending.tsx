import { ClosingSoon, KeepButton, say } from '../../kit/index.js';
import { LoginWays, sentenceOf } from './failure.js';
import * as words from './messages.js';
import { begin, stayIn } from './service.js';
import { ending } from './session-end.js';

/** Says that the login ends by itself: one press keeps an idle one, and after a day of work only another login goes on. */
export function LoginEnding() {
  const at = ending.value;
  return (
    <ClosingSoon soon={soonText(at)} closed={at === 'ended' ? say(words.loginEnded) : undefined}>
      {at === 'idle' ? (
        <KeepButton
          label={say(words.stay)}
          keeping={say(words.waiting)}
          kept={() => say(words.stayed)}
          keep={stayIn}
          sentenceOf={sentenceOf}
        />
      ) : (
        <LoginWays onAgain={() => void begin()} />
      )}
    </ClosingSoon>
  );
}

function soonText(at: typeof ending.value): string | undefined {
  if (at === 'idle') return say(words.idleSoon);
  return at === 'day' ? say(words.daySoon) : undefined;
}
