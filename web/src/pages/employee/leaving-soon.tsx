import { useEffect } from 'preact/hooks';
import { announce, Notice, say } from '../../kit/index.js';
import { leaving, look } from './agent.js';
import * as words from './messages.js';
import { StayButton } from './stay-button.js';

/** Says that whoever is signed in is about to be signed out: another link opens another page, which has nothing of what is typed here. */
export function LeavingSoon() {
  const isSoon = leaving.value;
  useEffect(() => {
    if (isSoon) announce(say(words.leavesSoon));
  }, [isSoon]);
  if (!isSoon) return null;
  return (
    <Notice tone="care">
      <p>{say(words.leavesSoon)}</p>
      <StayButton label={say(words.staySignedIn)} onStay={stay} />
    </Notice>
  );
}

/** Asked by somebody, and not by the page itself, it keeps the session. */
async function stay(): Promise<void> {
  await look();
  announce(say(leaving.value ? words.leavesSoon : words.staysSignedIn));
}
