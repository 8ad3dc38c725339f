import './kit.css';
import { type ComponentType, render } from 'preact';
import { catchStrayFiles } from './stray-files.js';

/** Puts a page into its document, which has one empty element for it. */
export function show(Page: ComponentType): void {
  const root = document.getElementById('page');
  if (root === null) return;
  catchStrayFiles();
  render(<Page />, root);
}
