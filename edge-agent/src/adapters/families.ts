import { readdir } from 'node:fs/promises';
import { WearableError } from '../wearable-error.js';
import type { Family } from '../wearable-port.js';

const FOLDER = new URL('../families/', import.meta.url);

/** Every file of `families/` is a driver: a family is added by a file and nothing else. In order of their names. */
export async function loadFamilies(folder: URL = FOLDER): Promise<ReadonlyMap<string, Family>> {
  const files = (await readdir(folder)).filter((name) => /^[a-z0-9-]+\.(js|ts)$/.test(name)).sort();
  const families = await Promise.all(files.map((name) => loadFamily(new URL(name, folder))));
  return new Map(families.map((family) => [family.name, family]));
}

async function loadFamily(file: URL): Promise<Family> {
  const { family } = (await import(file.href)) as { family?: Family };
  if (family !== undefined) return family;
  throw new WearableError('no-family', `${file.pathname} exports no family; export one named family.`);
}
