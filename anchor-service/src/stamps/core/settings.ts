/** One RFC 3161 authority, as the settings name it. */
export interface AuthoritySettings {
  /** For the journal. */
  readonly name: string;
  readonly url: string;
  /** Certificates that its chain may end in, PEM. */
  readonly caFile: string;
  /** Object identifiers of the policies that are accepted, the first being asked for; any when empty. */
  readonly policies: readonly string[];
  /** A file with `user:password`, where it wants one. */
  readonly basicAuthFile: string | undefined;
}

/** The file that `FIT4WORK_ANCHOR_TSA` names. */
export interface StampSettings {
  /** Asked in this order until one makes a sound stamp. */
  readonly authorities: readonly AuthoritySettings[];
  /** Calendars of OpenTimestamps that digests are submitted to, and those that are asked later what became of them. */
  readonly calendars: { readonly submit: readonly string[]; readonly upgrade: readonly string[] };
}

/**
 * Reads the settings of time stamps. Nothing is repaired, and what is not known is refused.
 * @returns the settings, or what is wrong as the end of a sentence
 */
export function parseStampSettings(value: unknown): StampSettings | string {
  try {
    const { authorities, calendars, ...rest } = record(value, 'the whole');
    assertNothing(rest, 'the whole');
    const settings = {
      authorities: list(authorities ?? [], '"authorities"').map(readAuthority),
      calendars: readCalendars(calendars ?? {}),
    };
    const names = settings.authorities.map(({ name }) => name);
    if (new Set(names).size < names.length) throw new Wrong('two authorities have one "name"');
    const kinds = names.length + settings.calendars.submit.length;
    if (kinds === 0) throw new Wrong('it names neither an authority nor a calendar to submit to');
    return settings;
  } catch (error) {
    if (error instanceof Wrong) return error.what;
    throw error;
  }
}

/** Local to this file: ends the reading where something is wrong. */
class Wrong {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

function readAuthority(value: unknown, i: number): AuthoritySettings {
  const place = `authority ${i + 1}`;
  const { name, url, caFile, policies, basicAuthFile, ...rest } = record(value, place);
  assertNothing(rest, place);
  const authority = {
    name: text(name, `"name" of ${place}`, /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u),
    url: address(url, `"url" of ${place}`),
    caFile: text(caFile, `"caFile" of ${place}`, /./),
    policies: list(policies ?? [], `"policies" of ${place}`).map((policy) =>
      text(policy, `"policies" of ${place}`, /^[0-2](\.(0|[1-9][0-9]*))+$/),
    ),
    basicAuthFile: basicAuthFile === undefined ? undefined : text(basicAuthFile, `"basicAuthFile" of ${place}`, /./),
  };
  // Over HTTP anybody on the way would read it; the stamp itself is signed and needs no secrecy.
  const { protocol, hostname } = new URL(authority.url);
  const isOpen = protocol === 'http:' && !['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  if (authority.basicAuthFile !== undefined && isOpen) throw new Wrong(`${place} has a password and no https`);
  return authority;
}

function readCalendars(value: unknown): StampSettings['calendars'] {
  const { submit, upgrade, ...rest } = record(value, '"calendars"');
  assertNothing(rest, '"calendars"');
  const uris = (each: unknown, place: string) =>
    list(each ?? [], place).map((uri) => address(uri, place).replace(/\/+$/, ''));
  return { submit: uris(submit, '"submit" of "calendars"'), upgrade: uris(upgrade, '"upgrade" of "calendars"') };
}

function record(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Wrong(`${place} is not an object`);
  return Object.fromEntries(Object.entries(value));
}

function assertNothing(rest: Readonly<Record<string, unknown>>, place: string): void {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new Wrong(`${place} has "${unknown.slice(0, 40)}", which is not known`);
}

function list(value: unknown, place: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length > 16) throw new Wrong(`${place} is not a list of at most 16`);
  return value;
}

function text(value: unknown, place: string, form: RegExp): string {
  if (typeof value !== 'string' || !form.test(value)) throw new Wrong(`${place} is missing or not of its form`);
  return value;
}

function address(value: unknown, place: string): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url !== undefined && url.username === '' && url.password === '' && url.hash === '';
  if (typeof value !== 'string' || !isPlain || !['http:', 'https:'].includes(url.protocol)) {
    throw new Wrong(`${place} is not an address that begins with http:// or https:// and has no login`);
  }
  return value;
}
