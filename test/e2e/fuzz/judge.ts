import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiDocument, FuzzRequest } from './requests.ts';
import type { FuzzAnswer } from './send.ts';

/** Says what is wrong with an answer, by the API's own document; null when nothing is. */
export type Judge = (request: FuzzRequest, answer: FuzzAnswer) => string | null;

export function createJudge(document: ApiDocument): Judge {
  const ajv = addFormats.default(new Ajv2020.default({ strict: false, allErrors: true }));
  ajv.addSchema(document, 'api');
  const validators = new Map<string, ReturnType<typeof ajv.compile>>();

  function check(pointer: string, value: unknown): string | null {
    const validate = validators.get(pointer) ?? ajv.compile({ $ref: `api#/${pointer}` });
    validators.set(pointer, validate);
    return validate(value) ? null : ajv.errorsText(validate.errors);
  }

  function judgeProblem({ method }: FuzzRequest, { status, headers, text }: FuzzAnswer): string | null {
    if (!/^application\/problem\+json/.test(headers['content-type'] ?? '')) return 'an error that is no problem+json';
    if (method === 'HEAD') return text === '' ? null : 'HEAD with a body';
    const problem = JSON.parse(text) as Record<string, unknown>;
    const wrong = check('components/schemas/Problem', problem);
    if (wrong) return wrong;
    if (problem['status'] !== status) return 'a problem that states another status';
    if (problem['title'] === '' || problem['detail'] === '') return 'a problem without words';
    return null;
  }

  return (request, answer) => {
    const { status, headers, text } = answer;
    if (status >= 500) return `status ${status}`;
    if (status < 200 || (status >= 300 && status < 400)) return `unexpected status ${status}`;
    if (headers['x-injected'] !== undefined) return 'an injected header';
    const operations = request.template === null ? undefined : document.paths[request.template];
    const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
    const operation = operations?.[method];
    const wrong = status >= 400 ? judgeProblem(request, answer) : null;
    if (wrong) return wrong;
    if (!operation) {
      if (request.template !== null) return [401, 404, 405].includes(status) ? null : `unknown method: ${status}`;
      return null;
    }
    const response = operation.responses[String(status)];
    if (!response) return `status ${status} is not documented`;
    if (request.method === 'HEAD' || status >= 400) return null;
    const type = headers['content-type']?.split(';')[0];
    if (type === undefined) return text === '' && response.content === undefined ? null : 'an answer without a type';
    if (!response.content?.[type]) return `${type} is not documented`;
    if (type !== 'application/json') return null;
    const pointer = ['paths', request.template!, method, 'responses', String(status), 'content', type, 'schema']
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    return check(pointer, JSON.parse(text));
  };
}
