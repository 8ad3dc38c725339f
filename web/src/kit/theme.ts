import { signal } from '@preact/signals';
import { keep, kept } from './kept.js';

/** `system` follows what the machine prefers. */
export type Theme = 'system' | 'light' | 'dark';

export const THEMES = ['system', 'light', 'dark'] as const;
const KEY = 'fit4work.theme';

/** The theme of the page. */
export const theme = signal<Theme>(THEMES.find((one) => one === kept(KEY)) ?? 'system');

/** Changes the theme and keeps the choice on this machine. */
export function dress(chosen: Theme): void {
  theme.value = chosen;
  keep(KEY, chosen === 'system' ? undefined : chosen);
}
