import type { ComponentChildren } from 'preact';

/** What comes by itself and is to be seen wherever somebody is on the page: over its foot, where it moves nothing. */
export const OverFoot = ({ children }: { readonly children: ComponentChildren }) => (
  <div class="over-foot">{children}</div>
);
