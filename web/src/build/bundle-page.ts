import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { MessageUse } from './message-use.js';

export interface PageBuild {
  readonly name: string;
  /** Holds a folder for each page. */
  readonly pages: string;
  readonly out: string;
  readonly use: MessageUse;
}

/** What a page has in the place of libsodium. */
const SODIUM = fileURLToPath(new URL('../../src/seam/verify-only-sodium.ts', import.meta.url));
/** Browsers that know `light-dark()`: since the spring of 2024. */
const CSS_TARGET = ['chrome123', 'firefox120', 'safari17.5'];

/**
 * Makes of one page its document, one script and one style sheet, named by their content.
 * @returns the modules that are in it, by their paths
 */
export async function bundlePage({ name, pages, out, use }: PageBuild): Promise<readonly string[]> {
  const modules = new Set<string>();
  await build({
    root: join(pages, name),
    base: './',
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias: { 'libsodium-wrappers': SODIUM } },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: join(out, name),
      emptyOutDir: true,
      target: 'es2023',
      cssTarget: CSS_TARGET,
      // A policy without inline and `data:` takes only files.
      assetsInlineLimit: 0,
      assetsDir: '.',
      modulePreload: false,
      reportCompressedSize: false,
      // Only a style, or what begins a page, is there for what it does; of everything else only what is used.
      rolldownOptions: { treeshake: { moduleSideEffects: (id) => /\.(css|html)$|[/\\]main\.tsx?$/.test(id) } },
    },
    plugins: [
      {
        name: 'fit4work-modules',
        generateBundle(_options, bundle) {
          for (const chunk of Object.values(bundle)) {
            if (chunk.type !== 'chunk') continue;
            for (const [id, { renderedExports, renderedLength }] of Object.entries(chunk.modules)) {
              if (renderedLength > 0) modules.add(id);
              use.note(id, this.getModuleInfo(id)?.exports ?? [], renderedExports);
            }
          }
        },
      },
    ],
  });
  return [...modules].sort();
}
