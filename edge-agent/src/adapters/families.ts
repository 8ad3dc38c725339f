import { readdirSync } from 'node:fs';
import { WearableError } from '../wearable-error.js';
import type { Family } from '../wearable-port.js';

const FOLDER = new URL('../families/', import.meta.url);

/** The families that there are, by their files: one is added by a file and nothing else. */
export const familyNames = (folder: URL = FOLDER): readonly string[] =>
  readdirSync(folder)
    .flatMap((file) => /^([a-z0-9-]+)\.(js|ts)$/.exec(file)?.[1] ?? [])
    .sort();

/** The drivers of all families, by their names. */
export async function loadFamilies(folder: URL = FOLDER): Promise<ReadonlyMap<string, Family>> {
  const files = readdirSync(folder).filter((file) => /^[a-z0-9-]+\.(js|ts)$/.test(file));
  const families = await Promise.all(files.sort().map((name) => loadFamily(new URL(name, folder))));
  return new Map(families.map((family) => [family.name, family]));
}

async function loadFamily(file: URL): Promise<Family> {
  const { family } = (await import(file.href)) as { family?: Family };
  if (family !== undefined) return family;
  throw new WearableError('no-family', `${file.pathname} exports no family; export one named family.`);
}
