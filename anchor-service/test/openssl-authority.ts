import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export async function openssl(folder: string, ...args: readonly string[]): Promise<string> {
  return (await run('openssl', [...args], { cwd: folder })).stdout;
}

const EXTENSIONS = `
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[mail]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping,emailProtection
[citizen]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
extendedKeyUsage = clientAuth,emailProtection
[signing]
basicConstraints = critical,CA:TRUE
keyUsage = critical,digitalSignature
[notCritical]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = timeStamping
[encipher]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
extendedKeyUsage = critical,timeStamping
[strangely]
basicConstraints = critical,CA:FALSE
extendedKeyUsage = critical,timeStamping
1.2.3.4.5 = critical,DER:0500
[last]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[request]
distinguished_name = nothing
[nothing]
[issue]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = anything
unique_subject = no
[anything]
commonName = supplied
`;

const STAMPING = (essHash: string, chain: string) => `
[tsa]
serial = stamps.serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.5
digests = sha256, sha384
accuracy = secs:1, millisecs:500, microsecs:100
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = ${essHash}
${chain}
`;

export type KeyKind = 'ec' | 'rsa';

/** Certificates and stamps that openssl makes in a folder, one file a thing: `NAME.pem`, `NAME.key`. */
export class OpensslAuthority {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'extensions.cnf'), EXTENSIONS);
    writeFileSync(join(folder, 'index.txt'), '');
    writeFileSync(join(folder, 'serial'), '1000\n');
    writeFileSync(join(folder, 'stamps.serial'), '01\n');
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Makes a root that signs itself. */
  async root(name: string, key: KeyKind = 'ec'): Promise<void> {
    await this.#request(name, key);
    const files = ['-in', `${name}.csr`, '-signkey', `${name}.key`, '-out', `${name}.pem`];
    await this.#sign(files, 'root');
  }

  /** Has a certificate signed by another. @param profile a section of the extensions */
  async issue(name: string, issuer: string, profile: { readonly use: string; readonly key?: KeyKind }): Promise<void> {
    await this.#request(name, profile.key ?? 'ec');
    const by = [
      '-CA',
      `${issuer}.pem`,
      '-CAkey',
      `${issuer}.key`,
      '-set_serial',
      `0x${randomBytes(8).toString('hex')}`,
    ];
    await this.#sign(['-in', `${name}.csr`, ...by, '-out', `${name}.pem`], profile.use);
  }

  /** Has one signed that was valid only for a month, long ago. */
  async issueExpired(name: string, issuer: string): Promise<void> {
    await this.#request(name, 'ec');
    const times = ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z'];
    const config = [
      '-config',
      'extensions.cnf',
      '-name',
      'issue',
      '-extfile',
      'extensions.cnf',
      '-extensions',
      'stamps',
    ];
    const files = ['-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`, '-in', `${name}.csr`, '-out', `${name}.pem`];
    await openssl(this.folder, 'ca', '-batch', '-notext', ...times, ...config, ...files);
  }

  /** Stamps as the authority of a name. @returns DER of a TimeStampResp */
  async reply(
    query: Uint8Array,
    by: { readonly name: string; readonly essHash?: string; readonly chain?: string },
  ): Promise<Uint8Array> {
    const id = randomBytes(8).toString('hex');
    const chain = by.chain === undefined ? '' : `certs = ${by.chain}.pem`;
    writeFileSync(this.path(`${id}.cnf`), STAMPING(by.essHash ?? 'sha256', chain));
    writeFileSync(this.path(`${id}.tsq`), query);
    const signer = ['-signer', `${by.name}.pem`, '-inkey', `${by.name}.key`];
    const config = ['-config', `${id}.cnf`, '-section', 'tsa'];
    await openssl(this.folder, 'ts', '-reply', '-queryfile', `${id}.tsq`, ...signer, ...config, '-out', `${id}.tsr`);
    return new Uint8Array(readFileSync(this.path(`${id}.tsr`)));
  }

  /** Signs what a stamp says anew, with a certificate with which `openssl ts` would not. */
  async signAnew(response: Uint8Array, name: string, more: readonly string[] = ['-cades']): Promise<Uint8Array> {
    const id = randomBytes(8).toString('hex');
    writeFileSync(this.path(`${id}.tsr`), response);
    await openssl(this.folder, 'ts', '-reply', '-in', `${id}.tsr`, '-token_out', '-out', `${id}.token`);
    const read = ['-verify', '-noverify', '-inform', 'DER', '-in', `${id}.token`, '-out', `${id}.info`];
    await openssl(this.folder, 'cms', ...read, '-certsout', '/dev/null');
    const type = ['-econtent_type', '1.2.840.113549.1.9.16.1.4', '-nodetach', '-binary', '-md', 'sha256'];
    const files = ['-in', `${id}.info`, '-signer', `${name}.pem`, '-inkey', `${name}.key`, '-outform', 'DER'];
    await openssl(this.folder, 'cms', '-sign', ...type, ...more, ...files, '-out', `${id}.cms`);
    const token = readFileSync(this.path(`${id}.cms`));
    return sequence(Buffer.concat([Buffer.from('3003020100', 'hex'), token]));
  }

  /** Whether openssl believes a stamp of a file. */
  async verifies(response: Uint8Array, message: Uint8Array, ca: string): Promise<boolean> {
    const id = randomBytes(8).toString('hex');
    writeFileSync(this.path(`${id}.tsr`), response);
    writeFileSync(this.path(`${id}.data`), message);
    const args = ['-verify', '-data', `${id}.data`, '-in', `${id}.tsr`, '-CAfile', `${ca}.pem`];
    return openssl(this.folder, 'ts', ...args).then(
      (out) => out.includes('Verification: OK'),
      () => false,
    );
  }

  async #request(name: string, key: KeyKind): Promise<void> {
    const kind =
      key === 'ec' ? ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
    await openssl(this.folder, 'genpkey', '-algorithm', ...kind, '-out', `${name}.key`);
    const subject = ['-subj', `/CN=${name}`, '-config', 'extensions.cnf', '-section', 'request'];
    await openssl(this.folder, 'req', '-new', '-key', `${name}.key`, ...subject, '-out', `${name}.csr`);
  }

  async #sign(files: readonly string[], section: string): Promise<void> {
    const profile = ['-days', '30', '-sha256', '-extfile', 'extensions.cnf', '-extensions', section];
    await openssl(this.folder, 'x509', '-req', ...files, ...profile);
  }
}

function sequence(content: Uint8Array): Uint8Array {
  const length = content.length;
  return Uint8Array.from([0x30, 0x82, length >> 8, length & 0xff, ...content]);
}
