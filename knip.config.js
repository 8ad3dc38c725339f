import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const rooms = readdirSync(root).filter((name) => existsSync(join(root, name, 'package.json')));

/** A room's own words: its sources, one after the other. */
function sources(room) {
  const folder = join(root, room, 'src');
  if (!existsSync(folder)) return '';
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'));
  return names.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
}

/** A room that uses none of its outside dependencies yet is laid out but not lived in: nothing in it can be left over. */
function isLivedIn(room) {
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(root, room, 'package.json'), 'utf8'),
  );
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  const outside = names.filter((name) => !name.startsWith('@fit4work/'));
  const text = sources(room);
  return (outside.length > 0 ? outside : names).some((name) => text.includes(`'${name}`));
}

const room = { entry: ['src/main.ts', 'src/**/*.test.ts'], project: ['src/**/*.ts', 'test/**/*.ts'] };

export default {
  ignoreWorkspaces: rooms.filter((room) => !isLivedIn(room)),
  workspaces: {
    '.': {
      entry: ['scripts/*.mjs', 'scripts/**/*.test.mjs', 'bench/*.mjs'],
      project: ['scripts/**/*.mjs', 'bench/**/*.mjs'],
      // The first is run by its path, from scripts/check.mjs; the second is named by the types of the pages.
      ignoreDependencies: ['dependency-cruiser', 'preact'],
      // Of the system: makes a certificate for the benchmark of the broker.
      ignoreBinaries: ['openssl'],
    },
    // The scenarios need a line to run: until there is one, their dependencies wait.
    test: {
      entry: ['**/*.test.ts'],
      project: ['**/*.ts'],
      ignoreDependencies: isLivedIn('demo') ? [] : ['@fit4work/.+'],
      // Of the system, where a scenario may use them.
      ignoreBinaries: ['mount', 'umount'],
    },
    // Loaded by their names at run time: these open a socket as they load, and of two drivers only one may be loaded.
    'edge-agent': {
      ...room,
      // A family of wearables is found by its file, and so is the scripted wearable that its contract is tried on; a page is
      // built by its path.
      entry: [...room.entry, 'src/families/*.ts', 'test/wearables/*.ts', 'test/browser/*.ts'],
      ignoreDependencies: ['@abandonware/noble'],
      // Of the system: a disk that is small enough to be full.
      ignoreBinaries: ['mount', 'umount'],
    },
    // Of the system: a pipe in the place of a file.
    'anchor-service': { ...room, ignoreBinaries: ['mkfifo'] },
    // Of the system: a disk that becomes full.
    'coach-api': { ...room, ignoreBinaries: ['mount', 'umount', 'prlimit'] },
    // Of the system: lets a process leave its core.
    demo: { ...room, ignoreBinaries: ['prlimit'] },
    // Of the system: what RabbitMQ's node leaves behind is ended by it.
    broker: { ...room, ignoreBinaries: ['epmd'] },
    // A page is found by its document, and begins with its main; styles are the bundler's.
    web: {
      entry: ['src/index.ts', 'src/build/main.ts', 'src/pages/*/main.tsx', 'src/**/*.test.ts'],
      project: ['src/**/*.{ts,tsx}'],
    },
    'firmware-sim': { ...room, ignoreDependencies: ['@abandonware/bleno'] },
    'sqlite-seam': { ...room, ignoreDependencies: ['better-sqlite3-.+'] },
    '*': room,
  },
};
