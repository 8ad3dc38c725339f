import { Check } from 'typebox/schema';

/** What this service’s own document uses of JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Media type and shape of the body, where there is one. */
  readonly body: { readonly type: string; readonly schema: JsonSchema } | undefined;
  readonly responses: Readonly<Record<string, Content>>;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Every operation of the document. */
export function operationsOf(document: {
  readonly paths: Record<string, Record<string, Described>>;
}): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    METHODS.flatMap((method) => {
      const described = methods[method.toLowerCase()];
      if (described === undefined) return [];
      const { parameters = [], requestBody, responses } = described;
      const [first] = Object.entries(requestBody?.content ?? {});
      return [{ method, path, parameters, responses, body: first && { type: first[0], schema: first[1].schema } }];
    }),
  );
}

export interface Told {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

/** What an answer has that the document does not say; undefined where it is as described. */
export function contradiction({ responses }: Operation, { status, type, text }: Told): string | undefined {
  const response = responses[status] ?? responses[`${String(status).charAt(0)}XX`];
  if (response === undefined) return `status ${status} is not described`;
  const described = Object.entries(response.content ?? {});
  const isEmpty = described.every(([, { schema }]) => schema.type === 'null');
  if (isEmpty) return text === '' ? undefined : 'there is a body and none is described';
  const media = type?.split(';')[0]?.trim();
  const schema = described.find(([name]) => name === media)?.[1].schema;
  if (schema === undefined) return `${media ?? 'a body without a type'} of status ${status} is not described`;
  if (!/[/+]json$/.test(media ?? '')) return undefined;
  return Check(schema, JSON.parse(text)) ? undefined : `the body of status ${status} is not as described`;
}
