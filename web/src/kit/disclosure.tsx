import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

export interface DisclosureProps {
  readonly label: string;
  /** A function is asked for it once it is looked at: what is long costs nothing before. */
  readonly children: ComponentChildren | (() => ComponentChildren);
  readonly open?: boolean;
}

/** More for whoever wants it. */
export function Disclosure({ label, children, open = false }: DisclosureProps) {
  const wasOpened = useSignal(open);
  return (
    <details
      class="disclosure"
      open={open}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) wasOpened.value = true;
      }}
    >
      <summary>{label}</summary>
      {typeof children !== 'function' ? children : wasOpened.value && children()}
    </details>
  );
}
