import Module = require('node:module');
import path = require('node:path');
import type seam = require('./seam');

const SOCKET_MODULE = '@abandonware/bluetooth-hci-socket';

/**
 * Loads a module of noble or bleno anew, with `socketClass` as its HCI socket. Both keep one socket and one state a
 * process in module scope: a fresh copy per radio is the way to have several. `load` is a require function of the
 * package that depends on the host; it finds the host and holds on to nothing.
 */
function loadHost(
  load: NodeJS.Require,
  module: { package: string; entry: string },
  socketClass: seam.HciSocketClass,
): unknown {
  const root = path.dirname(load.resolve(`${module.package}/package.json`)) + path.sep;
  const entry = load.resolve(`${module.package}/${module.entry}`);
  const socketPath = require.resolve(SOCKET_MODULE, { paths: [root] });
  const aside = takeFromCache((file) => file === socketPath || file.startsWith(root));
  try {
    require.cache[socketPath] = primed(socketPath, socketClass);
    // A require function of its own: the one given would hold on to every copy that it ever loaded.
    return Module.createRequire(entry)(entry);
  } finally {
    takeFromCache((file) => file === socketPath || file.startsWith(root));
    for (const [file, cached] of aside) require.cache[file] = cached;
  }
}

function takeFromCache(matches: (file: string) => boolean): [string, NodeJS.Module][] {
  const taken: [string, NodeJS.Module][] = [];
  for (const [file, cached] of Object.entries(require.cache)) {
    if (cached === undefined || !matches(file)) continue;
    taken.push([file, cached]);
    delete require.cache[file];
  }
  return taken;
}

function primed(file: string, exports: unknown): NodeJS.Module {
  const module = new Module(file);
  module.exports = exports;
  module.loaded = true;
  return module;
}

export = loadHost;
