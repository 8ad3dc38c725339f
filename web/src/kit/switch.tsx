import { useId } from 'preact/hooks';

export interface SwitchProps {
  readonly label: string;
  /** What it means, in plain words. */
  readonly help?: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
}

/** On or off, at once. */
export function Switch({ label, help, on, onChange, disabled = false }: SwitchProps) {
  const id = useId();
  return (
    <div class="stack-close">
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={on}
        aria-disabled={disabled}
        aria-describedby={help === undefined ? undefined : id}
        onClick={() => {
          if (!disabled) onChange(!on);
        }}
      >
        <span class="switch-track" aria-hidden="true" />
        <span>{label}</span>
      </button>
      {help !== undefined && (
        <p id={id} class="small muted">
          {help}
        </p>
      )}
    </div>
  );
}
