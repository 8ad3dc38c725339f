import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { language, Progress, say } from '../../kit/index.js';
import { askAgent, isOpen } from './agent.js';
import { Failure } from './failure.js';
import { noteAsked, noteOutcome, round } from './freshness.js';
import * as words from './messages.js';
import type { Read } from './read-json.js';

type Asked<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly value: Value; readonly of: string }
  | { readonly state: 'failed'; readonly error: unknown; readonly of: string };

/** What came of asking the agent, so far. */
export interface Answered<Value> {
  readonly asked: Asked<Value>;
  /** Whether it came of what is asked now, and not of what was asked before. */
  readonly isOfNow: boolean;
  readonly again: () => void;
}

/**
 * Asks the agent; anew where the past was opened or closed, or another language is spoken, and each round of the page. What was there
 * stays until then, and where it cannot be had anew.
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
    const had = (value: Value): void => {
      noteOutcome(path);
      asked.value = told(asked.value, { state: 'there', value, of: path });
    };
    const failed = (error: unknown): void => {
      const isShown = asked.value.state === 'there' && asked.value.of === path;
      noteOutcome(path, isShown ? error : undefined);
      if (!isShown) asked.value = { state: 'failed', error, of: path };
    };
    const unlessGone =
      <Outcome,>(tell: (outcome: Outcome) => void) =>
      (outcome: Outcome): void => {
        if (!gone.signal.aborted) tell(outcome);
      };
    noteAsked(path);
    askAgent({ path, read, signal: gone.signal }).then(unlessGone(had), unlessGone(failed));
    return () => gone.abort();
  }, [path, read, asked, turn.value, round.value, isOpen.value, language.value]);
  useEffect(() => () => noteOutcome(path), [path]);
  const isOfNow = asked.value.state !== 'waiting' && asked.value.of === path;
  return { asked: asked.value, isOfNow, again };
}

/** What says the same as before is the same: nothing that stands there is made anew. */
function told<Value>(before: Asked<Value>, now: Asked<Value>): Asked<Value> {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
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
