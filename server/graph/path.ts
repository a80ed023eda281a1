/** A path below `/v1.0`, and the same without ids for logs and error messages. */
export interface GraphPath {
  path: string;
  template: string;
}

/**
 * Builds a path with percent-encoded ids: ids may contain `/`, `+` and `=`
 * (https://learn.microsoft.com/graph/outlook-immutable-id).
 */
export function graphPath(strings: TemplateStringsArray, ...ids: string[]): GraphPath {
  let [path, template] = [strings[0]!, strings[0]!];
  for (const [at, id] of ids.entries()) {
    path += encodeURIComponent(id) + strings[at + 1]!;
    template += `{}${strings[at + 1]!}`;
  }
  return { path, template };
}

/** Adds query options; values are percent-encoded (a space becomes %20, never `+`). */
export function withQuery(target: GraphPath, query: Record<string, string>): GraphPath {
  const options = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return { path: `${target.path}?${options.join('&')}`, template: target.template };
}
