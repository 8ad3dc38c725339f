import { builtinModules } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export interface Bundle {
  readonly code: string;
  /** Packages and folders of which the bundle is made. */
  readonly parts: readonly string[];
  /** Modules that ask for a part of Node, which the bundle does not have. */
  readonly askNode: readonly string[];
}

const BUILTINS = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** The part of a path that says whose file it is: a package, or a room and its folder. */
const owner = (id: string): string =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ??
  /^[^/.][^/]*\/[^/]+(?=\/)/.exec(relative(checkout, id))?.[0] ??
  id;

/**
 * A page with all that it imports, as one script for browsers; nothing stands in for Node.
 *
 * @param page the module that the page runs, below the checkout
 */
export async function bundlePage(page: string): Promise<Bundle> {
  const entry = fileURLToPath(new URL(`../../${page}`, import.meta.url));
  const askNode = new Set<string>();
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, lib: { entry, formats: ['es'], fileName: 'page' } },
    plugins: [
      {
        name: 'who-asks-node',
        enforce: 'pre',
        resolveId(source, importer) {
          if (BUILTINS.has(source)) askNode.add(owner(importer ?? ''));
        },
      },
    ],
  });
  const [built] = Array.isArray(result) ? result : [result];
  const [chunk, ...more] = built !== undefined && 'output' in built ? built.output : [];
  if (chunk === undefined || more.length > 0) throw new Error('the page is not one file');
  const ids = Object.keys(chunk.modules).filter((id) => !/^\0|__vite-browser-external/.test(id));
  return { code: chunk.code, parts: [...new Set(ids.map(owner))].sort(), askNode: [...askNode].sort() };
}
