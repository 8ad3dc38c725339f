import type { ComponentChildren } from 'preact';

export interface DisclosureProps {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly open?: boolean;
}

/** More for whoever wants it. */
export function Disclosure({ label, children, open = false }: DisclosureProps) {
  return (
    <details class="disclosure" open={open}>
      <summary>{label}</summary>
      {children}
    </details>
  );
}
