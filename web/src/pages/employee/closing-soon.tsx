import { useEffect } from 'preact/hooks';
import { announce, Notice, say } from '../../kit/index.js';
import { closing, openPast, passphraseGiven } from './agent.js';
import * as words from './messages.js';
import { StayButton } from './stay-button.js';

/**
 * Says that the past closes by itself, before it does and once it did. The focus stays where somebody types.
 */
export function ClosingSoon() {
  const at = closing.value;
  useEffect(() => {
    if (at === 'soon') announce(soonText());
    if (at === 'closed') announce(say(words.closedByItself));
  }, [at]);
  if (at !== 'soon') return null;
  return (
    <Notice tone="care">
      <p>{soonText()}</p>
      {passphraseGiven() !== undefined && <StayButton label={say(words.keepOpen)} onStay={keepOpen} />}
    </Notice>
  );
}

/** After a reload the page does not have the passphrase any more. */
const soonText = (): string =>
  passphraseGiven() === undefined ? `${say(words.closesSoon)} ${say(words.closesSoonHow)}` : say(words.closesSoon);

/** By the passphrase that was given: the agent wants it for each ten minutes. */
async function keepOpen(): Promise<void> {
  const passphrase = passphraseGiven();
  if (passphrase === undefined) return;
  announce(say(words.opening));
  await openPast(passphrase);
  announce(say(words.opened));
}
