import { describe, expect, it } from 'vitest';
import { GraphError } from '../../../server/graph/errors.ts';
import { toProblem } from '../../../server/http/to-problem.ts';
import { LupaxError } from '../../../server/lupax/errors.ts';
import { Problem } from '../../../server/problems.ts';
import { StoreError } from '../../../server/store/errors.ts';
import { SessionError } from '../../../server/sync/session.ts';

const httpError = (status: number, type?: string) => Object.assign(new Error('x'), { status, type });

describe('what goes wrong', () => {
  it.each([
    [new Problem('second_target'), 409, 'second_target'],
    [new Problem('tenant_mismatch', { status: 422 }), 422, 'tenant_mismatch'],
    [new SessionError('microsoft365_disabled'), 409, 'microsoft365_disabled'],
    [new GraphError('forbidden', 'x'), 502, 'graph_unavailable'],
    [new LupaxError('unavailable', 'x'), 502, 'lupax_unavailable'],
    [new LupaxError('refused', 'x'), 502, 'lupax_unavailable'],
    [new LupaxError('sign_in_expired', 'x'), 409, 'sign_in_expired'],
    [new LupaxError('interface_disabled', 'x'), 403, 'interface_disabled'],
    [new StoreError('unavailable', 'x'), 503, 'store_unavailable'],
    [new StoreError('deleted', 'x'), 409, 'not_linked'],
    [httpError(400, 'entity.parse.failed'), 400, 'invalid_json'],
    [httpError(413, 'entity.too.large'), 413, 'payload_too_large'],
    [httpError(415, 'encoding.unsupported'), 415, 'unsupported_media_type'],
    [httpError(400), 400, 'invalid_json'],
    [new URIError('x'), 404, 'not_found'],
    [new TypeError('x is undefined'), 500, 'internal_error'],
    ['a text', 500, 'internal_error'],
  ] as const)('becomes a problem: %s', (error, status, code) => {
    const problem = toProblem(error);
    expect([problem.status, problem.code]).toEqual([status, code]);
  });
});
