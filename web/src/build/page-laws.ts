import { PageBuildError } from './error.js';

/** What of the house a page may be made of; of what is not of the house it may be made of anything that a browser runs. */
interface PageLaw {
  readonly allowed: RegExp;
  readonly because: string;
}

/** The log's part of the protocol, and what bytes, hashes and signatures it needs. */
const LOG =
  /[/\\]protocol[/\\]dist[/\\](log[/\\][a-z-]+|bytes|cbor(-[a-z]+)?|error|hash|hasher|rfc3339|signature)\.js$/;
const VERIFIER =
  /[/\\]anchor-service[/\\]dist[/\\](verify[/\\][a-z-]+|error|stamps[/\\](error|stamped-log|core[/\\]stamp-files))\.js$/;
/** What auditors are handed: counts of blocks, leaves and certificates, of whose form nothing of a person is. */
const PACK =
  /[/\\](anchor-service[/\\]dist[/\\](audit[/\\](verify-pack|pack-(days|policies|refusal|shapes|stamps))|core[/\\](audit-[a-z]+|link-proof|slices))|archive[/\\]dist[/\\][a-z-]+|protocol[/\\]dist[/\\](civil-day|cose|erasure-counts|record-fields))\.js$/;
const OWN = /[/\\]web[/\\]src[/\\](kit|seam|pages[/\\]auditor)([/\\](?!\.\.[/\\])[^/\\]+)+$/;

/** Made for whoever may learn nothing of anybody: a page without code for a health value can show none. */
const LAWS: Readonly<Record<string, PageLaw>> = {
  auditor: {
    allowed: new RegExp([LOG, VERIFIER, PACK, OWN].map(({ source }) => source).join('|')),
    because: 'it is made of the log and knows nothing of what is in an envelope',
  },
};

const HOUSE =
  /[/\\](protocol|archive|health-formats|registry|edge-agent|broker|anchor-service|coach-api|web)[/\\](dist|src)[/\\]/;
/** What the bundler puts in the place of a module of Node. */
const NODE = /__vite-browser-external|^node:/;

/**
 * Holds what a page is made of against its law.
 * @param modules their paths
 * @throws PageBuildError `foreign-module`
 */
export function assertModules(name: string, modules: readonly string[]): void {
  const node = modules.find((module) => NODE.test(module));
  if (node !== undefined) throw foreign(name, node, 'a browser has no Node');
  const law = LAWS[name];
  const other = modules.find((module) => law !== undefined && HOUSE.test(module) && !law.allowed.test(module));
  if (law !== undefined && other !== undefined) throw foreign(name, other, law.because);
}

const foreign = (name: string, module: string, because: string): PageBuildError =>
  new PageBuildError('foreign-module', `The page ${name} has ${module} in it, and ${because}.`);
