import { signal } from '@preact/signals';

const said = signal('');

/** Says something to whoever listens to the page instead of looking at it: what came of what was done. */
export function announce(text: string): void {
  // The same words twice are two events.
  said.value = said.value === text ? `${text}\u00a0` : text;
}

/** Stands once, in the shell, before anything is said. */
export function LiveRegion() {
  return (
    <div role="status" class="for-ears">
      {said.value}
    </div>
  );
}
