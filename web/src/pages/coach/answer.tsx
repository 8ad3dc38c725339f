import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Progress, say } from '../../kit/index.js';
import type { Read } from '../../kit/read-json.js';
import { Failure } from './failure.js';
import * as words from './messages.js';
import { askService } from './service.js';

type Asked<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'there'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown };

export interface WorkProps<Value> {
  /** Asked once for each of its names. */
  readonly name: string;
  readonly work: (signal: AbortSignal) => Promise<Value>;
  readonly children: (value: Value, again: () => void) => ComponentChildren;
}

/** Has something asked for, and shows what comes of it. */
export function Work<Value>({ name, work, children }: WorkProps<Value>) {
  const asked = useSignal<Asked<Value>>({ state: 'waiting' });
  const turn = useSignal(0);
  const again = (): void => {
    turn.value += 1;
  };
  useEffect(() => {
    const gone = new AbortController();
    const tell = (told: Asked<Value>): void => {
      if (!gone.signal.aborted) asked.value = told;
    };
    work(gone.signal).then(
      (value) => tell({ state: 'there', value }),
      (error: unknown) => tell({ state: 'failed', error }),
    );
    return () => gone.abort();
  }, [name, asked, turn.value]);
  const { value: now } = asked;
  if (now.state === 'waiting') return <Progress label={say(words.waiting)} done={0} of={undefined} />;
  if (now.state === 'failed') return <Failure error={now.error} onAgain={again} />;
  return <>{children(now.value, again)}</>;
}

export interface AnswerProps<Value> {
  readonly path: string;
  readonly read: Read<Value>;
  readonly children: WorkProps<Value>['children'];
}

/** What the coach API answers to a path. */
export function Answer<Value>({ path, read, children }: AnswerProps<Value>) {
  return (
    <Work key={path} name={path} work={(signal) => askService({ path, read, signal })}>
      {children}
    </Work>
  );
}
