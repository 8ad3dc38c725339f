import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/** Says what is wrong with a document under a published schema; empty where nothing is. */
export type SchemaCheck = (file: string, document: unknown) => readonly string[];

/**
 * Loads every JSON schema of a folder under ids that their references resolve to. The older ones name draft 4 of JSON Schema
 * and use nothing that draft 7 reads otherwise.
 *
 * @param base of the ids, with its slash
 */
export function publishedSchemas(folder: string, base: string): SchemaCheck {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('iri', true);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  for (const file of files) {
    const { $schema: _, ...schema }: Record<string, unknown> = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    ajv.addSchema({ ...schema, $id: `${base}${basename(file)}` });
  }
  return (file, document) => {
    ajv.validate(`${base}${file}`, document);
    return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
  };
}
