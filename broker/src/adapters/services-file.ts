import { readFile } from 'node:fs/promises';
import { type KeySet, readServiceKeys } from '../core/key-set.js';
import { BrokerError } from '../error.js';

/** The static keys of the services. @throws BrokerError `bad-services-file` */
export async function readServicesFile(path: string): Promise<KeySet> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new BrokerError(
      'bad-services-file',
      `The services file ${path} cannot be read: point FIT4WORK_BROKER_SERVICES to a JWKS file.`,
      { cause },
    );
  }
  try {
    return readServiceKeys(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof BrokerError ? cause.message : 'It is not JSON.';
    throw new BrokerError('bad-services-file', `The services file ${path} is malformed: ${why}`, { cause });
  }
}
