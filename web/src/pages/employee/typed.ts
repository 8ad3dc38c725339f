import { type Signal, signal } from '@preact/signals';

/* What is typed and not sent yet: in memory alone, through the closing of the past and a way elsewhere on the page. */

const fields = new Map<string, Signal<string>>();

/** What stands in a field that nothing is lost of. @param parts say which: what is written, and to or of whom */
export function typedAt(...parts: readonly [string, ...(string | number)[]]): Signal<string> {
  const name = JSON.stringify(parts);
  const known = fields.get(name) ?? signal('');
  fields.set(name, known);
  return known;
}

const chosen: Signal<unknown>[] = [];

/** What was chosen besides, and is forgotten with what was typed; undefined until something was. */
export function chosenHere<Value>(): Signal<Value | undefined> {
  const made = signal<Value | undefined>(undefined);
  chosen.push(made);
  return made;
}

/** Once somebody left: what they typed is nothing to whoever comes. */
export function forgetTyped(): void {
  fields.clear();
  for (const each of chosen) each.value = undefined;
}
