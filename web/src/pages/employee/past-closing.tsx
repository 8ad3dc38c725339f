import { ClosingSoon, KeepButton, say } from '../../kit/index.js';
import { closesWithin, closing, openPast, passphraseGiven } from './agent.js';
import { sentenceOf } from './failure.js';
import * as words from './messages.js';

/** Says that the past closes by itself. After a reload the page does not have the passphrase any more, and cannot keep it open. */
export function PastClosing() {
  const at = closing.value;
  const passphrase = passphraseGiven();
  const within = say(words.closesSoon, { seconds: closesWithin.value });
  const soon = passphrase === undefined ? `${within} ${say(words.closesSoonHow)}` : within;
  return (
    <ClosingSoon
      soon={at === 'soon' ? soon : undefined}
      closed={at === 'closed' ? say(words.closedByItself) : undefined}
    >
      {passphrase !== undefined && (
        <KeepButton
          label={say(words.keepOpen)}
          keeping={say(words.opening)}
          kept={() => say(words.opened)}
          // The agent wants it for each ten minutes.
          keep={() => openPast(passphrase)}
          sentenceOf={sentenceOf}
        />
      )}
    </ClosingSoon>
  );
}
