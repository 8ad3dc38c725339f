import { useLayoutEffect } from 'preact/hooks';

/** What goes because somebody did in it what it was for, with the focus in it, hands that on to the heading. */
export function useFocusHandedOn(root: { readonly current: HTMLElement | null }): void {
  useLayoutEffect(
    () => () => {
      // It stands there until after this.
      const isWithin = root.current?.contains(document.activeElement) === true;
      if (isWithin) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
    },
    [],
  );
}
