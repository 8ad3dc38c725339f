import { useId } from 'preact/hooks';

export interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** `undefined` while nobody knows how much there is. */
  readonly of: number | undefined;
}

/** How far something is. What it leads to is announced at its end, and not each step. */
export function Progress({ label, done, of }: ProgressProps) {
  const id = useId();
  const known = of === undefined ? {} : { value: done, max: Math.max(of, 1) };
  return (
    <div class="stack-close">
      <span id={id}>{label}</span>
      <progress class="progress" aria-labelledby={id} {...known} />
    </div>
  );
}
