import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundlePage } from './bundle-page.js';
import { PageBuildError } from './error.js';
import { digestOf } from './inputs.js';
import { MessageUse } from './message-use.js';
import { writeWorker } from './offline-worker.js';
import { assertModules } from './page-laws.js';
import { singleFile } from './single-file.js';
import { MOST_BYTES, weigh } from './weigh.js';

const STAMP = 'made-of';
/** Pages that are carried on a stick as well, as one file. */
const CARRIED: ReadonlySet<string> = new Set(['auditor']);
/** Pages that are of use without their service, or have something to say of it where it is stopped. */
const OFFLINE: ReadonlySet<string> = new Set(['auditor', 'employee']);

export interface PagesBuild {
  /** Holds a folder with a document for each page. */
  readonly pages: string;
  /** Where the finished pages go, a folder each. */
  readonly out: string;
  /** Files and folders that decide what is in a page. */
  readonly inputs: readonly string[];
}

/**
 * Makes every page anew where something changed, all or none: the finished folder takes the place of the one before. Killed
 * between, there are no pages, and the next build makes them.
 * @returns whether anything was made
 * @throws PageBuildError
 */
export async function buildPages({ pages, out, inputs }: PagesBuild): Promise<boolean> {
  const stamp = join(out, STAMP);
  const wanted = digestOf(inputs);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  const fresh = `${out}.${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    await makeAll(pages, fresh);
    writeFileSync(join(fresh, STAMP), wanted);
    rmSync(out, { recursive: true, force: true });
    renameSync(fresh, out);
    return true;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function makeAll(pages: string, out: string): Promise<void> {
  const use = new MessageUse();
  for (const name of pageNames(pages)) {
    assertModules(name, await bundlePage({ name, pages, out, use }));
    if (OFFLINE.has(name)) writeWorker(join(out, name));
    assertLight(name, join(out, name));
    if (CARRIED.has(name)) writeFileSync(join(out, name, `fit4work-${name}.html`), singleFile(join(out, name)));
  }
  const unsaid = use.unsaid();
  if (unsaid.length > 0) {
    throw new PageBuildError('unsaid-message', `No page says ${unsaid.join(', ')}: take it away, or say it.`);
  }
}

/** A folder with a document is a page. */
function pageNames(pages: string): string[] {
  return readdirSync(pages)
    .filter((name) => existsSync(join(pages, name, 'index.html')))
    .sort();
}

function assertLight(name: string, folder: string): void {
  const bytes = weigh(folder);
  if (bytes <= MOST_BYTES) return;
  const [has, most] = [bytes, MOST_BYTES].map((count) => `${(count / 1024).toFixed(1)} KiB`);
  throw new PageBuildError(
    'too-heavy',
    `The page ${name} has ${has} compressed, and ${most} is the most: make it lighter.`,
  );
}
