import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { language, Progress, say } from '../../kit/index.js';
import { askAgent, isOpen } from './agent.js';
import { Failure } from './failure.js';
import * as words from './messages.js';
import type { Read } from './read-json.js';

type Asked<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown };

export interface AnswerProps<Value> {
  readonly path: string;
  /** The same one each time. */
  readonly read: Read<Value>;
  readonly children: (value: Value, again: () => void) => ComponentChildren;
}

/** Asks the agent and shows what it answers; anew where the past was opened or closed, or another language is spoken. */
export function Answer<Value>({ path, read, children }: AnswerProps<Value>) {
  const asked = useSignal<Asked<Value>>({ state: 'waiting' });
  const turn = useSignal(0);
  const again = (): void => {
    turn.value += 1;
  };
  useEffect(() => {
    const gone = new AbortController();
    askAgent({ path, read, signal: gone.signal }).then(
      (value) => {
        if (!gone.signal.aborted) asked.value = { state: 'there', value };
      },
      (error: unknown) => {
        if (!gone.signal.aborted) asked.value = { state: 'failed', error };
      },
    );
    return () => gone.abort();
  }, [path, read, asked, turn.value, isOpen.value, language.value]);
  const { value: now } = asked;
  if (now.state === 'waiting') return <Progress label={say(words.waiting)} done={0} of={undefined} />;
  if (now.state === 'failed') return <Failure error={now.error} onAgain={again} />;
  return <>{children(now.value, again)}</>;
}
