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

/** What came of asking the agent, so far. */
export interface Answered<Value> {
  readonly asked: Asked<Value>;
  readonly again: () => void;
}

/**
 * Asks the agent; anew where the past was opened or closed, or another language is spoken. What was there stays until then.
 * @param read the same one each time
 */
export function useAnswer<Value>(path: string, read: Read<Value>): Answered<Value> {
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
  return { asked: asked.value, again };
}

export const Waiting = () => <Progress label={say(words.waiting)} done={0} of={undefined} />;

export interface ToldProps<Value> {
  readonly answered: Answered<Value>;
  readonly children: (value: Value, again: () => void) => ComponentChildren;
}

/** Shows what the agent answered. */
export function Told<Value>({ answered: { asked, again }, children }: ToldProps<Value>) {
  if (asked.state === 'waiting') return <Waiting />;
  if (asked.state === 'failed') return <Failure error={asked.error} onAgain={again} />;
  return <>{children(asked.value, again)}</>;
}

export interface AnswerProps<Value> extends Omit<ToldProps<Value>, 'answered'> {
  readonly path: string;
  /** The same one each time. */
  readonly read: Read<Value>;
}

/** Asks the agent and shows what it answers. */
export const Answer = <Value,>({ path, read, children }: AnswerProps<Value>) => (
  <Told answered={useAnswer(path, read)}>{children}</Told>
);
