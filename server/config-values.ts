import { resolve } from 'node:path';
import { z } from 'zod';

/** pino's levels. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const KEY_PATTERN = /^[A-Za-z0-9+/]{43}=$/;
const DATABASE_EXAMPLE = 'postgres://lupax:PASSWORD@db.example.com:5432/lupax?sslmode=require';
const TOKEN_PATTERN = /^[!-~]{16,512}$/;
const GUID_PATTERN = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const UPN_PATTERN = /^[^\s@,]+@[^\s@,]+$/;

/** Whether the host of a URL is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

export function asInteger(from: number, to: number) {
  const fault = `is not a whole number from ${from} to ${to}; set it to one`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error: fault, abort: true })
    .transform(Number)
    .refine((value) => value >= from && value <= to, { error: fault });
}

export function asDirectory() {
  return z.string().transform((path) => resolve(path));
}

/** 32 bytes in base64. The value is a secret, so no fault quotes it. */
export function asKey(text: z.ZodString) {
  return text.regex(KEY_PATTERN, {
    error: 'is not 32 bytes in base64; set it to e.g. the output of `openssl rand -base64 32`',
  });
}

export function asKeyList() {
  return asList().refine((keys) => keys.every((key) => KEY_PATTERN.test(key)), {
    error: 'does not consist of keys of 32 bytes in base64; separate them by commas',
  });
}

/** Sent in a header, and it has to withstand guessing. The value is a secret, so no fault quotes it. */
export function asToken() {
  return z.string().trim().regex(TOKEN_PATTERN, {
    error: 'is not at least 16 letters, digits or signs without spaces; set it to e.g. `openssl rand -hex 32`',
  });
}

export function asUpnList() {
  return asList()
    .refine((upns) => upns.every((upn) => UPN_PATTERN.test(upn)), {
      error: 'does not consist of sign-in names such as anna@example.com; separate them by commas',
    })
    .transform((upns) => upns.map((upn) => upn.toLowerCase()));
}

function asList() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

/** Entra's ids are GUIDs of any version. */
export function isGuid(text: string): boolean {
  return GUID_PATTERN.test(text);
}

export function asGuid(text: z.ZodString) {
  const error = 'is not a GUID; set it to one such as 6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51';
  return text.trim().toLowerCase().refine(isGuid, { error });
}

export function asTenant(text: z.ZodString) {
  const error = 'is neither a GUID nor `organizations`; set it to one of them';
  return text
    .trim()
    .toLowerCase()
    .refine((value) => value === 'organizations' || isGuid(value), { error });
}

/** PostgreSQL's connection URI. It holds a password, so no fault quotes it. */
export function asDatabaseUrl() {
  return z.string().transform((text, context) => {
    const refuse = (message: string): never => {
      context.addIssue({ code: 'custom', message: `${message}; set it to one such as ${DATABASE_EXAMPLE}` });
      return z.NEVER;
    };
    const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
    if (!url || !['postgres:', 'postgresql:'].includes(url.protocol)) {
      return refuse('is not an address of PostgreSQL with a percent-encoded password');
    }
    if (url.hostname === '' && !url.searchParams.has('host')) return refuse('names no host');
    if (url.pathname.length < 2) return refuse('names no database');
    if (![url.username, url.password, url.pathname].every(isEncoded)) return refuse('is not percent-encoded');
    return text.trim();
  });
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** An origin (scheme, host, port). `http:` on loopback only, because secrets travel there. */
export function asOrigin() {
  return z.string().transform((text, context) => {
    const url = readUrl(text, context, { httpAnywhere: false });
    if (!url) return z.NEVER;
    if (url.pathname !== '/') {
      context.addIssue({ code: 'custom', message: `has a path; set it to an origin such as ${url.origin}` });
      return z.NEVER;
    }
    return url.origin;
  });
}

/** @param options.httpAnywhere `http:` also outside loopback: inside a network, or behind a proxy */
export function asUrl(options: { httpAnywhere: boolean } = { httpAnywhere: false }) {
  return z.string().transform((text, context) => {
    const url = readUrl(text, context, options);
    return url ? url.href.replace(/\/+$/, '') : z.NEVER;
  });
}

function readUrl(text: string, context: z.RefinementCtx, options: { httpAnywhere: boolean }): URL | null {
  const refuse = (message: string): null => {
    context.addIssue({ code: 'custom', message });
    return null;
  };
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    return refuse('is not a web address; set it to one such as https://example.com');
  if (url.username !== '' || url.password !== '')
    return refuse('holds a user name or password; set it to an address without them');
  if (url.search !== '' || url.hash !== '')
    return refuse('has a query or a fragment; set it to an address without them');
  if (url.protocol === 'http:' && !options.httpAnywhere && !isLoopback(url.hostname)) {
    return refuse('uses http: outside this machine; set it to an https: address');
  }
  return url;
}
