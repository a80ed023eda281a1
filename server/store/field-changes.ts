/** A field of a record by its path, and the value that it has now; none: it is gone. */
export type FieldChange = [path: string[], ...value: unknown[]];

type Fields = Record<string, unknown>;

/**
 * What became of a record's fields from one state to the next, both of JSON. Records share the parts that stay as they are,
 * so that those are passed over.
 * @returns null where the two are not both objects
 */
export function listFieldChanges(before: unknown, after: unknown): FieldChange[] | null {
  if (!isFields(before) || !isFields(after)) return null;
  const changes: FieldChange[] = [];
  collect(before, after, [], changes);
  return changes;
}

function collect(before: Fields, after: Fields, path: string[], changes: FieldChange[]): void {
  for (const field of Object.keys(after)) {
    const was = read(before, field);
    const is = after[field];
    if (is === was || is === undefined) continue;
    if (isFields(was) && isFields(is)) collect(was, is, [...path, field], changes);
    else changes.push([[...path, field], is]);
  }
  for (const field of Object.keys(before)) {
    // JSON knows no undefined: such a field is not there.
    if (before[field] !== undefined && read(after, field) === undefined) changes.push([[...path, field]]);
  }
}

/**
 * Carries the changes out on a record, which stays as it is. Carried out again they change nothing, so that a log can be
 * replayed on a state that already has it.
 */
export function applyFieldChanges(record: unknown, changes: readonly FieldChange[]): unknown {
  return changes.reduce((state, [path, ...value]) => change(state, path, value), record);
}

function change(state: unknown, [field, ...deeper]: string[], value: unknown[]): unknown {
  if (field === undefined) return state;
  const fields = isFields(state) ? state : {};
  if (deeper.length > 0) return { ...fields, [field]: change(read(fields, field), deeper, value) };
  if (value.length > 0) return { ...fields, [field]: value[0] };
  const { [field]: _gone, ...rest } = fields;
  return rest;
}

/** Not what every object has, such as `constructor`. */
function read(fields: Fields, field: string): unknown {
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
