import fc from 'fast-check';

/** A JSON schema, as far as the API's own document uses it. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

const LONGEST_STRING = 60;
const text = (min: number, max: number) =>
  fc.string({ unit: 'binary', minLength: min, maxLength: Math.max(min, Math.min(max, LONGEST_STRING)) });

/** Values that a schema allows. @param resolve finds what a `$ref` names */
export function valuesOf(schema: Schema, resolve: (ref: string) => Schema): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return valuesOf(resolve(schema.$ref), resolve);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((part) => valuesOf(part, resolve)));
  if (Array.isArray(schema.type)) {
    return fc.oneof(...schema.type.map((type) => valuesOf({ ...schema, type }, resolve)));
  }
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({
        min: schema.minimum ?? (schema.exclusiveMinimum === undefined ? -1_000 : schema.exclusiveMinimum + 1),
        max: schema.maximum ?? 1_000_000,
      });
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, resolve), { maxLength: 4 });
    case 'object':
      return objectsOf(schema, resolve);
    case 'string':
      return stringsOf(schema);
    default:
      return fc.jsonValue();
  }
}

function objectsOf(schema: Schema, resolve: (ref: string) => Schema): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, part]) => [name, valuesOf(part, resolve)] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
}

function stringsOf({ format, pattern, minLength = 0, maxLength = LONGEST_STRING }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === 'uuid') return fc.uuid();
  const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
  if (format === 'date') return day.map((date) => date.toISOString().slice(0, 10));
  if (format === 'date-time') return day.map((date) => date.toISOString());
  return text(minLength, maxLength);
}
