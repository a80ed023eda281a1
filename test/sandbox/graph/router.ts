import type { Access } from './access.ts';
import { GraphError, badRequest } from './errors.ts';
import type { GraphResponse, RouteContext } from './request.ts';

export type Handler = (context: RouteContext) => GraphResponse | Promise<GraphResponse>;

export interface Route {
  readonly method: string;
  /** Segments in any case; `{name}` takes a key. */
  readonly path: string;
  readonly access: Access;
  readonly handle: Handler;
}

interface Node {
  readonly literals: Map<string, Node>;
  parameter: { name: string; node: Node } | null;
  readonly methods: Map<string, Route>;
}

export interface Router {
  /** Finds the route of a request. 400 for a path nobody serves, 405 for a method it does not know. */
  find(method: string, segments: readonly string[]): { route: Route; params: Record<string, string> };
}

function createNode(): Node {
  return { literals: new Map(), parameter: null, methods: new Map() };
}

function addRoute(root: Node, route: Route): void {
  let node = root;
  for (const segment of route.path.split('/').filter((part) => part !== '')) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name !== undefined) {
      node.parameter ??= { name, node: createNode() };
      node = node.parameter.node;
      continue;
    }
    const literal = segment.toLowerCase();
    const next = node.literals.get(literal) ?? createNode();
    node.literals.set(literal, next);
    node = next;
  }
  node.methods.set(route.method, route);
}

/** Creates a router; segments are compared regardless of case, as Graph does. */
export function createRouter(routes: readonly Route[]): Router {
  const root = createNode();
  for (const route of routes) addRoute(root, route);
  return {
    find: (method, segments) => {
      let node = root;
      const params: Record<string, string> = {};
      for (const segment of segments) {
        const literal = node.literals.get(segment.toLowerCase());
        if (literal) {
          node = literal;
        } else if (node.parameter) {
          params[node.parameter.name] = segment;
          node = node.parameter.node;
        } else {
          throw badRequest(`Resource not found for the segment '${segment}'.`);
        }
      }
      const route = node.methods.get(method);
      if (route) return { route, params };
      if (node.methods.size === 0) throw badRequest('Resource not found for the request path.');
      throw new GraphError(405, 'UnsupportedMethod', `The method '${method}' is not supported for this resource.`);
    },
  };
}
