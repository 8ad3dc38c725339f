import type { ComponentChildren } from 'preact';

export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  readonly look?: 'plain' | 'main' | 'danger' | 'quiet';
  /** It stays in the order of the keyboard and says why elsewhere; pressing does nothing. */
  readonly disabled?: boolean;
  /** Where the words on it do not say enough without what stands around it. */
  readonly label?: string;
  readonly submits?: boolean;
}

/** Something that is done when it is pressed. Where it leads elsewhere, a link is right. */
export function Button({ children, onPress, look = 'plain', disabled = false, label, submits = false }: ButtonProps) {
  const press = (): void => {
    if (!disabled) onPress();
  };
  return (
    <button
      type={submits ? 'submit' : 'button'}
      class={`button button-${look}`}
      aria-disabled={disabled}
      aria-label={label}
      onClick={submits ? undefined : press}
    >
      {children}
    </button>
  );
}
