import type { ComponentChildren } from 'preact';
import { Disclosure } from './disclosure.js';
import * as words from './messages.js';
import { say } from './say.js';

export interface NewestProps<Item> {
  /** In the order in which they stand there. */
  readonly items: readonly Item[];
  /** Where among them the newest are. */
  readonly newest: 'first' | 'last';
  /** What may not be folded, however old it is. */
  readonly isUrgent?: (item: Item) => boolean;
  /** A list of some of them. */
  readonly children: (items: readonly Item[]) => ComponentChildren;
}

/** As many are read at once. */
const AT_ONCE = 30;

/** What goes on for ever: the newest, and behind a press those before, as many again. A year of it costs no more than what is looked at. */
export function Newest<Item>({ items, newest, isUrgent = () => false, children }: NewestProps<Item>) {
  const isNear = (at: number): boolean => (newest === 'first' ? at < AT_ONCE : at >= items.length - AT_ONCE);
  const near = items.filter((item, at) => isNear(at) || isUrgent(item));
  const far = items.filter((item, at) => !isNear(at) && !isUrgent(item));
  const older = far.length > 0 && (
    // Its label tells how many there are: with one more it is still the same.
    <Disclosure name="older" label={say(words.older, { count: far.length })}>
      {() => (
        <div class="stack">
          <Newest items={far} newest={newest}>
            {children}
          </Newest>
        </div>
      )}
    </Disclosure>
  );
  return (
    <>
      {newest === 'last' && older}
      {children(near)}
      {newest === 'first' && older}
    </>
  );
}
