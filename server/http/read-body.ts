import express from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { Problem } from '../problems.ts';

const MAX_BODY_BYTES = 256 * 1024;
const JSON_TYPES = ['application/json', 'application/*+json'];

const parseJson = express.json({ limit: MAX_BODY_BYTES, type: JSON_TYPES, strict: false });

/**
 * Reads a JSON body into `request.body`; left out, it is undefined. Reading ignores a body, as HTTP wants it.
 * Refusals in this order: 415 another type, 413 too large, 400 no JSON.
 */
export const readBody: RequestHandler = (request: Request, response: Response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next();
  const length = request.headers['content-length'];
  const present = request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  if (!present) return next();
  if (request.is(JSON_TYPES) === false) throw new Problem('unsupported_media_type');
  if (Number(length) > MAX_BODY_BYTES) throw new Problem('payload_too_large');
  parseJson(request, response, next);
};
