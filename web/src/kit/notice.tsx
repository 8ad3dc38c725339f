import type { ComponentChildren } from 'preact';

export type Tone = 'plain' | 'good' | 'care' | 'bad';

/** The shape says it as the colour does. */
const SHAPES: Readonly<Record<Tone, string>> = {
  plain: 'M12 11v6M12 7v.5',
  good: 'm7 12.5 3.5 3.5L17 9',
  care: 'M12 7v6M12 16.5v.5',
  bad: 'm8 8 8 8M16 8l-8 8',
};

/** A mark for a state; words beside it say what it means. */
export function Mark({ tone }: { readonly tone: Tone }) {
  return (
    <svg class={`notice-mark tone-${tone}`} viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d={SHAPES[tone]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
    </svg>
  );
}

export interface MarkedProps {
  readonly tone: Tone;
  readonly children: ComponentChildren;
  readonly small?: boolean;
}

/** One sentence with its mark before it, also where it takes several lines. */
export const Marked = ({ tone, small = false, children }: MarkedProps) => (
  <p class={`marked tone-${tone}${small ? ' small' : ''}`}>
    <Mark tone={tone} />
    <span>{children}</span>
  </p>
);

export interface NoticeProps {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children?: ComponentChildren;
}

/** Something to know. It is said aloud only by {@link announce}: a page full of live regions is noise. */
export function Notice({ tone = 'plain', title, children }: NoticeProps) {
  return (
    <div class={`notice tone-${tone}`}>
      <Mark tone={tone} />
      <div class="notice-body stack-close">
        {title !== undefined && (
          <p>
            <strong>{title}</strong>
          </p>
        )}
        {children}
      </div>
    </div>
  );
}
