import { computed, signal } from '@preact/signals';

/** Where in the page somebody is: `#/blocks/12` is `['blocks', '12']`. A hash works from a file as well. */
const hash = signal(location.hash);
addEventListener('hashchange', () => {
  hash.value = location.hash;
});

export const place = computed<readonly string[]>(() =>
  hash.value
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded),
);

/** What somebody typed may not be an escape. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place, for a link. */
export const addressOf = (...parts: readonly (string | number)[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part)).join('/')}`;

/** Goes to a place as a link does. */
export function go(...parts: readonly (string | number)[]): void {
  location.hash = addressOf(...parts);
}
