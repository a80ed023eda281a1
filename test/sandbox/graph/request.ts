import { badRequest, zoneNotSupported } from './errors.ts';
import type { ReadOptions } from './event-reader.ts';
import type { FaultEffect } from './faults.ts';
import type { Calendar, Json, Mailbox, User } from './types.ts';
import type { World } from './world.ts';
import { UTC, findZone } from './zones.ts';
import type { Zone } from './zones.ts';

export interface TokenClaims {
  readonly tid: string;
  readonly appid: string;
  readonly roles: string[];
  /** Mailboxes reachable by Exchange RBAC although `roles` does not say so. */
  readonly rbac?: string[];
}

/** One request: a request of its own or a part of a batch. */
export interface GraphRequest {
  readonly method: string;
  /** Path and query below `/v1.0`, as sent. */
  readonly url: string;
  readonly path: string;
  /** Decoded segments of the path, parenthesised keys taken apart. */
  readonly segments: readonly string[];
  /** By name in lower case. */
  readonly query: ReadonlyMap<string, string>;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface GraphResponse {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** What a route gets to work with. */
export interface RouteContext {
  readonly world: World;
  readonly request: GraphRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly claims: TokenClaims;
  readonly preferences: Preferences;
  /** Faults that strike this request. */
  readonly effects: readonly FaultEffect[];
  /** Set on routes below a user whose mailbox the caller may reach. */
  readonly user: User;
  readonly mailbox: Mailbox;
}

export interface Preferences extends ReadOptions {
  readonly maxPageSize: number | null;
  /** What goes into `Preference-Applied`. */
  readonly applied: readonly string[];
}

function splitSegment(segment: string): string[] {
  const match = /^([\w.$]+)\((.*)\)$/.exec(segment);
  if (!match) return [decodeURIComponent(segment)];
  const [, name, inner] = match;
  const key = decodeURIComponent(inner!);
  const plain = name!.replace(/^microsoft\.graph\./i, '');
  if (key === '') return [plain];
  return [plain, key.replace(/^'([\s\S]*)'$/, '$1').replaceAll("''", "'")];
}

/** Reads a URL below `/v1.0`. 400 when its percent-encoding is broken. */
export function parseUrl(url: string): Pick<GraphRequest, 'path' | 'segments' | 'query'> {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  try {
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .flatMap(splitSegment)
      .map((segment) => segment.replace(/^microsoft\.graph\./i, ''));
    const query = new Map<string, string>();
    for (const pair of mark < 0 ? [] : url.slice(mark + 1).split('&')) {
      if (pair === '') continue;
      const [name, ...rest] = pair.split('=');
      // A plus is a plus in most OData services, but Graph reads it as a space.
      const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
      query.set(decode(name!).toLowerCase(), decode(rest.join('=')));
    }
    return { path, segments, query };
  } catch {
    throw badRequest('The request URI is not valid.');
  }
}

/** Reads `Prefer`; several headers and comma-separated lists mean the same. 400 for a zone nobody knows. */
export function readPreferences(header: string | undefined): Preferences {
  let zone: Zone = UTC;
  let immutableIds = false;
  let maxPageSize: number | null = null;
  const applied: string[] = [];
  for (const match of (header ?? '').matchAll(/([\w.-]+)\s*=\s*("[^"]*"|[^,;\s]+)/g)) {
    const name = match[1]!.toLowerCase();
    const value = match[2]!.replaceAll('"', '');
    if (name === 'outlook.timezone') {
      const found = findZone(value);
      if (!found) throw zoneNotSupported(value);
      zone = found;
      applied.push(`outlook.timezone="${value}"`);
    } else if (name === 'idtype' && value.toLowerCase() === 'immutableid') {
      immutableIds = true;
    } else if (name === 'odata.maxpagesize' && Number(value) > 0) {
      maxPageSize = Number(value);
      applied.push(`odata.maxpagesize=${value}`);
    }
  }
  return { zone, immutableIds, maxPageSize, applied };
}

/** The JSON object a request must bring. 400 otherwise. */
export function requireBody(request: GraphRequest): Json {
  const { body } = request;
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw badRequest('Empty Payload. JSON content expected.');
  }
  return body as Json;
}

/** Action parameters are PascalCase in the metadata and camelCase in the documentation: both are understood. */
export function readActionParameters(body: unknown): Json {
  const entries = Object.entries((body ?? {}) as Json);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

export function calendarIdOf(calendar: Calendar, immutableIds: boolean): string {
  return immutableIds ? calendar.immutableId : calendar.mutableId;
}
