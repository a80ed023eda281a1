import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../server/graph/errors.ts';
import { createLog } from '../../server/log.ts';

const PLANTED = 'PlantedTitle';

/** What is written when the error is logged. */
function write(error: unknown): string {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  createLog('trace', stream).child({ run: 'r' }).error({ err: error }, 'failed');
  return text;
}

function crash(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('did not crash');
}

describe('the log', () => {
  const errors: [string, () => unknown][] = [
    ['JSON that cannot be read', () => crash(() => JSON.parse(`${PLANTED} {`))],
    ['a message', () => new Error(`about ${PLANTED}`)],
    ['a message of several lines', () => new Error(`about\n    at ${PLANTED} (file:///x.ts:1:1)\n${PLANTED}`)],
    ['a cause', () => new Error('outside', { cause: new TypeError(PLANTED) })],
    ['several errors', () => new AggregateError([new Error(PLANTED)], PLANTED)],
    ['fields', () => Object.assign(new Error('x'), { title: PLANTED, code: PLANTED, body: { notes: PLANTED } })],
    ['a name', () => Object.assign(new Error('x'), { name: PLANTED })],
    ['a changed message', () => Object.assign(new Error(PLANTED), { message: 'x' })],
    ['something that is no error', () => ({ title: PLANTED })],
    ['a text', () => PLANTED],
  ];
  it.each(errors)('tells where an error came from without what it says: %s', (_what, make) => {
    const text = write(make());
    expect(text).toContain('"failed"');
    expect(text).not.toContain(PLANTED);
  });

  it('names the kind of error, its code and the places in the program', () => {
    const error = Object.assign(new TypeError('x'), { code: 'ENOSPC' });
    expect(JSON.parse(write(error))).toMatchObject({
      run: 'r',
      err: { type: 'TypeError', code: 'ENOSPC', at: expect.arrayContaining([expect.stringContaining('log.test.ts')]) },
    });
  });

  it("quotes the product's own errors, which say nothing about contents", () => {
    expect(JSON.parse(write(new GraphError('refused', 'GET /users/{}: 400')))).toMatchObject({
      err: { type: 'GraphError', code: 'refused', message: 'GET /users/{}: 400' },
    });
  });
});
