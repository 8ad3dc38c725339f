import type { Said } from '../language.js';

/**
 * A room of the catalogue of refusals: whole sentences, or sentences with parts that are told where it is refused. Who adds
 * one says it in both languages, in one sentence that names the thing and the remedy; the test of this folder reads all.
 */
export type Refusals = Readonly<Record<string, Said | ((...parts: never[]) => Said)>>;
