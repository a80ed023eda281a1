/** A value of a JSON document with its place, as Microsoft's localization files write it: `staticTabs[0].name`. */
export interface Leaf {
  path: string;
  value: unknown;
}

/** All values of a JSON document that hold no others. */
export function listLeaves(value: unknown, path = ''): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => listLeaves(item, `${path}[${at}]`));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => listLeaves(item, path === '' ? key : `${path}.${key}`));
  }
  return [{ path, value }];
}
