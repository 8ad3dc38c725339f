/* Who may speak to the page's API: nothing but the page that this service itself served, on this machine. */

export interface PageRequest {
  readonly method: string;
  /** As the request's headers say them. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`: a browser says where a request comes from, and no page can make it say otherwise. */
  readonly site: string | undefined;
  /** The port that it came in by. */
  readonly port: number;
}

/**
 * - `foreign-host`: the name is not this machine's own, as where a name of somebody else leads here (DNS rebinding)
 * - `foreign-origin`: a page of another origin asks; other ports of this machine are others' too
 * - `no-origin`: something is to be changed, and nobody says who asks
 */
export type GuardRefusal = 'foreign-host' | 'foreign-origin' | 'no-origin';

const READS = ['GET', 'HEAD'];

export function guardPage({ method, host, origin, site, port }: PageRequest): GuardRefusal | undefined {
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'foreign-host';
  if (origin !== undefined && origin !== `http://${host}`) return 'foreign-origin';
  const reads = READS.includes(method);
  if (site !== undefined && site !== 'same-origin' && !(reads && site === 'none')) return 'foreign-origin';
  return origin === undefined && !reads ? 'no-origin' : undefined;
}
