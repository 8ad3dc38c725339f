import { signal } from '@preact/signals';

interface Line {
  readonly id: number;
  readonly text: string;
  readonly isProgress: boolean;
}

/** Milliseconds for which a line stands beside what is said after it: of two at once none is lost. */
const STANDS = 1_000;

const lines = signal<readonly Line[]>([]);
const heard = new WeakSet<Line>();
let count = 0;

/** Says something to whoever listens to the page instead of looking at it: what came of what was done. The last of it stays. */
export function announce(text: string): void {
  add(text, false);
}

/** Says how far something is, in the place of how far it was: nobody is read a row of those. */
export function announceProgress(text: string): void {
  add(text, true);
}

/** What was said does not hold any more. */
export function unsay(): void {
  lines.value = [];
}

function add(text: string, isProgress: boolean): void {
  // The same words twice are two events.
  const line = { id: count++, text, isProgress };
  const others = lines.value.filter((each) => !each.isProgress && !heard.has(each) && each.text !== text);
  lines.value = [...others, line];
  setTimeout(() => {
    heard.add(line);
    lines.value = lines.value.filter((each, at, { length }) => at === length - 1 || !heard.has(each));
  }, STANDS);
}

/** Stands once, in the shell, before anything is said; each line is said by itself. */
export function LiveRegion() {
  return (
    <div role="status" aria-atomic="false" class="for-ears">
      {lines.value.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
