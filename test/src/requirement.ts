import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

/**
 * The one place that knows what a suite may need beyond npm packages. A suite whose need is not met is skipped, and the
 * end of the run says so in one line; under REQUIRE_ALL=1 it makes the run fail.
 */

const PROGRAMS = {
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome'], remedy: "install Debian's chromium" },
  go: { names: ['go'], remedy: "install Debian's golang-go" },
  mosquitto: { names: ['mosquitto'], remedy: "install Debian's mosquitto" },
  mosquitto_pub: { names: ['mosquitto_pub'], remedy: "install Debian's mosquitto-clients" },
  // Not what Debian has in its PATH, which becomes another user.
  rabbitmq: { names: ['../lib/rabbitmq/bin/rabbitmq-server'], remedy: "install Debian's rabbitmq-server" },
  postgres: { names: ['initdb'], remedy: "install Debian's postgresql" },
  sqlite3: { names: ['sqlite3'], remedy: "install Debian's sqlite3" },
  gcc: { names: ['gcc', 'cc'], remedy: "install Debian's gcc" },
  tshark: { names: ['tshark'], remedy: "install Debian's tshark" },
  openssl: { names: ['openssl'], remedy: "install Debian's openssl" },
  strace: { names: ['strace'], remedy: "install Debian's strace" },
  script: { names: ['script'], remedy: "install Debian's bsdutils" },
  bash: { names: ['bash'], remedy: "install Debian's bash" },
  zsh: { names: ['zsh'], remedy: "install Debian's zsh" },
  fish: { names: ['fish'], remedy: "install Debian's fish" },
  'systemd-analyze': { names: ['systemd-analyze'], remedy: "install Debian's systemd" },
  btvirt: { names: ['btvirt'], remedy: "install Debian's bluez-test-tools" },
} as const;

/** Go sources that Debian packages, so that a Go program can be built without a network. */
const GO_SOURCES = '/usr/share/gocode/src';
const GO_MODULE = join(GO_SOURCES, 'golang.org/x/mod/sumdb/note');

export type RequirementName = keyof typeof PROGRAMS | 'golang-x-mod' | 'root' | `shared/${string}`;

export interface Requirement {
  readonly name: RequirementName;
  readonly available: boolean;
  /** Where the program, the sources or the data are; where they would be if they are not available. */
  readonly path: string;
  /** Empty where available; otherwise what is missing and what to do. */
  readonly reason: string;
}

const checkout = fileURLToPath(new URL('../..', import.meta.url));

/** Whether a suite can have what it needs: a program, Go's sources, or a file or folder beside the checkout. */
export function requirement(name: RequirementName): Requirement {
  if (isShared(name)) return { name, ...place(join(checkout, '..', name), `../${name}: put it beside the checkout`) };
  if (name === 'golang-x-mod') {
    return { name, ...place(GO_MODULE, `${name}: install Debian's golang-golang-x-mod-dev`), path: GO_SOURCES };
  }
  if (name === 'root') {
    const available = process.getuid?.() === 0;
    return { name, available, path: name, reason: available ? '' : 'root: a file system of its own is mounted' };
  }
  const { names, remedy } = PROGRAMS[name];
  const found = names.map((each) => findProgram(each, searched())).find((path) => path !== undefined);
  return { name, available: found !== undefined, path: found ?? name, reason: found ? '' : `${name}: ${remedy}` };
}

/** A `describe` that runs where every requirement is met and is skipped, with the reason in its title, where not. */
export function describeWith(names: readonly RequirementName[], title: string, body: () => void): void {
  const unmet = names.map((name) => requirement(name)).filter(({ available }) => !available);
  const reasons = unmet.map(({ reason }) => reason).join('; ');
  describe.skipIf(unmet.length > 0)(unmet.length > 0 ? `${title} — needs ${reasons}` : title, body);
}

function isShared(name: RequirementName): name is `shared/${string}` {
  return name.startsWith('shared/');
}

function place(path: string, reason: string): Omit<Requirement, 'name'> {
  const available = existsSync(path);
  return { available, path, reason: available ? '' : reason };
}

/** PATH, then where Debian keeps servers that are not on an ordinary user's PATH. */
function searched(): string[] {
  const versions = '/usr/lib/postgresql';
  const postgres = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...path, '/usr/sbin', '/usr/local/sbin', ...postgres];
}

function findProgram(name: string, folders: readonly string[]): string | undefined {
  return folders.map((folder) => join(folder, name)).find((path) => isProgram(path));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
