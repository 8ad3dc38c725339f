import { useEffect } from 'preact/hooks';
import { ASK_WORDS, AskError, announce, Button, language, type Message, Notice, say } from '../../kit/index.js';
import { AgentHelp } from './for-helper.js';
import * as words from './messages.js';

/** The agent's own reasons of which somebody can do something. */
const REASONS: Readonly<Record<string, Message>> = {
  'bad-passphrase': words.wrongPassphrase,
  'too-many-tries': words.tooManyTries,
  'clock-wrong': words.clockWrong,
  'bad-configuration': words.notAsked,
  'bad-request': words.notAsked,
  'not-granted': words.over,
  locked: words.closedTitle,
};

/** What went wrong, in one sentence. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof AskError)) return say(ASK_WORDS.failed);
  // No service elsewhere: whoever reads it can do something about it here.
  if (error.code === 'unreachable') return say(words.agentSilent);
  return say(REASONS[error.reason ?? ''] ?? ASK_WORDS[error.code]);
}

/** As {@link sentenceOf}, where the agent knows better than this page what is wrong and what to do. */
export const agentSentenceOf = (error: unknown): string =>
  (error instanceof AskError ? error.detail : undefined) ?? sentenceOf(error);

/** Of these the agent speaks to whoever types commands, or of a passphrase that is chosen. */
const OWN_WORDS: ReadonlySet<string | undefined> = new Set(['bad-passphrase', 'not-granted']);

/**
 * What went wrong with an act, said in the language of when it is drawn: the agent's words, which name what is wrong and what to do, while
 * the page speaks the language in which it was asked, and else the page's own.
 */
export const sayingOf = (error: unknown) => (): string =>
  error instanceof AskError && error.language === language.value && !OWN_WORDS.has(error.reason)
    ? agentSentenceOf(error)
    : sentenceOf(error);

/** Says, aloud as well, that something could not be had or done, with a way to ask once more. */
export function Failure({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  useEffect(() => announce(sentenceOf(error)), [error]);
  return (
    <Notice tone="care">
      <p>{sentenceOf(error)}</p>
      <div>
        <Button onPress={onAgain}>{say(words.again)}</Button>
      </div>
      {error instanceof AskError && error.code === 'unreachable' && <AgentHelp />}
    </Notice>
  );
}
