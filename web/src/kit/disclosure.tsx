import { useSignal } from '@preact/signals';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useLayoutEffect, useRef } from 'preact/hooks';
import { place } from './router.js';

export interface DisclosureProps {
  readonly label: string;
  /** What it is known by where its label is not the same in every language; the label if absent. */
  readonly name?: string;
  /** A function is asked for it once it is looked at: what is long costs nothing before. */
  readonly children: ComponentChildren | (() => ComponentChildren);
  /** At first; from then on whoever looks at it decides. */
  readonly open?: boolean;
}

/** Where one stands: the names of those that it is in. */
const Within = createContext('');

/** One of several that are alike, by its name: what is opened in it is not what is opened in another. */
export function Apart({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return <Within.Provider value={`${useContext(Within)}/${name}`}>{children}</Within.Provider>;
}

/** More for whoever wants it. */
export function Disclosure({ label, name: ownName = label, children, open = false }: DisclosureProps) {
  const [isOpen, wasOpened] = [useSignal(open), useSignal(open)];
  const details = useRef<HTMLDetailsElement>(null);
  const set = (now: boolean): void => {
    isOpen.value = now;
    if (now) wasOpened.value = true;
  };
  const name = `${useContext(Within)}/${ownName}`;
  useTakenOver(name, details, set);
  return (
    <details
      ref={details}
      class="disclosure"
      open={isOpen.value}
      onToggle={({ currentTarget }) => set(currentTarget.open)}
    >
      <summary>{label}</summary>
      <Within.Provider value={name}>
        {typeof children !== 'function' ? children : wasOpened.value && children()}
      </Within.Provider>
    </details>
  );
}

/** How one was that is not there any more. */
interface Left {
  readonly at: typeof place.value;
  readonly isOpen: boolean;
  /** What in it had the focus. */
  readonly focused: 'label' | 'within' | undefined;
}

/** By its name, after those of what it is in: what stands around one may be replaced as a whole because another answer came, and nobody closed it for that. */
const left = new Map<string, Left>();

/** One that takes the place of another, on the same place of the page, is open as that was, and has the focus that it had. */
function useTakenOver(
  named: string,
  details: { readonly current: HTMLDetailsElement | null },
  set: (isOpen: boolean) => void,
) {
  const name = useRef(named);
  name.current = named;
  useLayoutEffect(() => {
    const [at, own] = [place.value, details.current];
    const before = left.get(named);
    left.delete(named);
    if (own !== null && before?.at === at) takeOver(own, before, set);
    return () => {
      if (own !== null) left.set(name.current, { at, isOpen: own.open, focused: focusedIn(own) });
    };
  }, []);
}

function takeOver(own: HTMLDetailsElement, { isOpen, focused }: Left, set: (isOpen: boolean) => void): void {
  // Before it is drawn: what is below it stands where it will.
  own.open = isOpen;
  set(isOpen);
  if (focused === undefined || !isFree(own)) return;
  const within = focused === 'within' ? own.querySelector<HTMLElement>('[tabindex="0"]') : null;
  (within ?? own.querySelector('summary'))?.focus({ preventScroll: true });
}

/** Nobody has the focus, or one that this is in took it for it. */
function isFree(own: HTMLDetailsElement): boolean {
  const at = document.activeElement;
  const around = at?.matches('summary') === true ? at.closest('details') : null;
  return at === document.body || (around !== null && around !== own && around.contains(own));
}

/** The focus of one that is within is that one's: until it is there, the label of this one has it. */
function focusedIn(own: HTMLDetailsElement): Left['focused'] {
  const at = document.activeElement;
  if (at === null || !own.contains(at)) return undefined;
  return at.closest('details') !== own || at.matches('summary') ? 'label' : 'within';
}
