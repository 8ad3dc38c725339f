import { ClosingSoon, KeepButton, say } from '../../kit/index.js';
import { leaving, look } from './agent.js';
import { sentenceOf } from './failure.js';
import * as words from './messages.js';

/** Says that whoever is signed in is about to be signed out: another link opens another page, which has nothing of what is typed here. */
export const LeavingSoon = () => (
  <ClosingSoon soon={leaving.value ? say(words.leavesSoon) : undefined} closed={undefined}>
    <KeepButton
      label={say(words.staySignedIn)}
      keeping={say(words.waiting)}
      kept={() => say(leaving.value ? words.leavesSoon : words.staysSignedIn)}
      // Asked by somebody, and not by the page itself, it keeps the session.
      keep={() => look()}
      sentenceOf={sentenceOf}
    />
  </ClosingSoon>
);
