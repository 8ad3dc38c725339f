import { useLayoutEffect, useRef } from 'preact/hooks';
import { announce, Button, format, Progress, say } from '../../kit/index.js';
import * as words from './messages.js';
import { stop, type Verification } from './verification.js';

type Running = Extract<Verification, { readonly kind: 'running' }>;

/** How far a verification is, whether the log still answers, and the way out of it. */
export function RunningView({ now }: { readonly now: Running }) {
  const here = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = here.current;
    // The button that had the focus goes with this.
    return () => {
      if (own?.contains(document.activeElement)) document.querySelector<HTMLElement>('.runs button')?.focus();
    };
  }, []);
  const { isSilent } = now;
  useLayoutEffect(() => {
    if (isSilent) announce(say(words.silent));
  }, [isSilent]);
  return (
    <div class="stack progressing" ref={here}>
      <Progress label={progressWords(now)} done={now.done} of={now.size} />
      <div>
        <Button onPress={stop}>{say(words.stop)}</Button>
      </div>
      {isSilent && <p>{say(words.silent)}</p>}
    </div>
  );
}

function progressWords({ done, size }: Running): string {
  if (size === undefined) return say(words.runningStart);
  return say(words.running, { done: format.number(done), size: format.number(size) });
}
