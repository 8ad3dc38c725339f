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

/**
 * What went wrong with an act, said in the language of when it is drawn: this page's own words where it has some of that reason alone, and
 * the agent's where those name what is wrong with what was filled in. The agent's are in the language in which it was asked.
 */
export function sayingOf(error: unknown): () => string {
  const asked = language.peek();
  const own = error instanceof AskError ? REASONS[error.reason ?? ''] : undefined;
  const isNamed = own !== undefined && own !== words.notAsked;
  return () => (isNamed || language.value !== asked ? sentenceOf(error) : agentSentenceOf(error));
}

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
