import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parsePackageManager, unpackPinned } from './house/registry.mjs';
import { mustRun, stage } from './house/stage.mjs';
import { currentStamp, recordedStamp, recordStamp } from './house/stamp.mjs';
import { runScript, Stop } from './house/stop.mjs';
import { buildOptions, checkCompilers, checkNode, installEnvironment } from './house/toolchain.mjs';

/** The checkout's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes the checkout ready to run: packages by their lockfile, then a build. What is already done is not done again.
 * Says what it does on standard error only.
 * @param {{ build?: boolean }} [options]
 */
export async function setup({ build = true } = {}) {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  checkNode(process.versions.node, manifest.engines.node);
  const wanted = currentStamp(root);
  const present = recordedStamp(root);
  if (present?.inputs !== wanted.inputs || present.abi !== wanted.abi) {
    checkCompilers(root, process.env);
    const rebuild = present !== undefined && present.abi !== wanted.abi;
    await install(parsePackageManager(manifest.packageManager), rebuild);
    recordStamp(root, wanted);
  }
  if (build) await compile();
}

/** @param {import('./house/registry.mjs').Pinned} pnpm @param {boolean} rebuild native modules were built for another Node */
async function install(pnpm, rebuild) {
  const env = installEnvironment(process.env);
  const temporary = await mkdtemp(join(tmpdir(), 'fit4work-pnpm-'));
  try {
    const folder = await stage(`fetching pnpm ${pnpm.version}`, () => unpackPinned(pnpm, temporary, env));
    const command = [process.execPath, join(folder, 'bin', 'pnpm.cjs')];
    const builds = buildOptions(process.versions.napi);
    const options = { cwd: root, env };
    const failed = 'The packages could not be installed; what pnpm printed stands above.';
    await stage('installing packages (some minutes the first time)', () =>
      mustRun(
        [...command, 'install', '--frozen-lockfile', '--config.confirmModulesPurge=false', ...builds],
        failed,
        options,
      ),
    );
    if (!rebuild) return;
    await stage(`rebuilding native modules for Node ${process.versions.node}`, () =>
      mustRun([...command, 'rebuild', '--recursive', ...builds], failed, options),
    );
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function compile() {
  const failed = 'The build failed; what the compiler printed stands above.';
  await stage('building', () =>
    mustRun([process.execPath, 'node_modules/typescript/bin/tsc', '-b'], failed, { cwd: root }),
  );
  const refused = 'The pages could not be built; what is wrong with them stands above.';
  await stage('building the pages', () =>
    mustRun([process.execPath, 'web/dist/build/main.js'], refused, { cwd: root }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(async () => {
    const [option] = process.argv.slice(2);
    if (option !== undefined) throw new Stop(`setup takes no argument, but was given ${option}.`);
    await setup();
    return 0;
  });
}
