import './kit.css';
import { type ComponentType, render } from 'preact';

/** Puts a page into its document, which has one empty element for it. */
export function show(Page: ComponentType): void {
  const root = document.getElementById('page');
  if (root !== null) render(<Page />, root);
}
