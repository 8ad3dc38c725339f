import { readFile } from 'node:fs/promises';
import { type KeySet, readServiceKeys } from '../core/key-set.js';
import { RegistryError } from '../error.js';

/**
 * The static keys of the services.
 * @param setting the variable that names the file, for the remedy
 * @throws RegistryError `bad-services-file`
 */
export async function readServicesFile(path: string, setting: string): Promise<KeySet> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new RegistryError(
      'bad-services-file',
      `The services file ${path} cannot be read: point ${setting} to a JWKS file.`,
      { cause },
    );
  }
  try {
    return readServiceKeys(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof RegistryError ? cause.message : 'It is not JSON.';
    throw new RegistryError('bad-services-file', `The services file ${path} is malformed: ${why}`, { cause });
  }
}
