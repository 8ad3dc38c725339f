import { fileURLToPath } from 'node:url';

/** The compiled file of a package's program: `package/program`. */
export function programOf(name: string): string {
  const [folder = '', program = ''] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)];
  return fileURLToPath(new URL(`../../${folder}/dist/${program}.js`, import.meta.url));
}
