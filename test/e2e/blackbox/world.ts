import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { randomUUID } from 'node:crypto';
import { startEntra, type EntraEmulator, type UserClaims } from './entra.ts';
import { createMailbox, type GraphCalendar, type Mailbox } from './graph-mailbox.ts';
import { startGraph, type GraphEmulator } from './graph.ts';
import { startLupax } from './lupax.ts';
import type { LupaxEmulator, LupaxUser } from './lupax-types.ts';
import { awaitReady, CLIENT_ID, makeEnvironment, spawnDirectly, TENANT_ID, type ProductProcess } from './product.ts';

/** Whatever an answer holds; tests say what they expect. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

export interface Request {
  body?: unknown;
  /** As it is, instead of `body`. */
  raw?: string;
  headers?: Record<string, string>;
}

export interface Person {
  claims: UserClaims;
  lupax: LupaxUser;
  mailbox: Mailbox;
  call(method: string, path: string, request?: Request): Promise<Answer>;
  /** Starts a sync and waits for its end. */
  sync(query?: string): Promise<Json>;
  await(runId: string): Promise<Json>;
  link(): Promise<Answer>;
}

export interface World {
  entra: EntraEmulator;
  graph: GraphEmulator;
  lupax: LupaxEmulator;
  env: Record<string, string>;
  product: ProductProcess;
  /** Answers that the OpenAPI document does not describe. */
  violations: string[];
  /** How many answers were held against the OpenAPI document. */
  checked: number;
  call(method: string, path: string, request?: Request): Promise<Answer>;
  addPerson(options?: { role?: 'admin' | 'user'; calendars?: Partial<GraphCalendar>[]; orgs?: number[] }): Person;
  /** The first administrator: linked, and the organisation's app stored. */
  addAdmin(calendars?: Partial<GraphCalendar>[]): Promise<Person>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const APP_SECRET = 'the-organisations-own-secret';
export const APP_ID = 'a9900000-0000-4000-8000-000000000001';
const RUN_WITHIN_MS = 60_000;

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The three services, and the product in front of them. */
export async function startWorld(more: Record<string, string> = {}): Promise<World> {
  const entra = await startEntra(CLIENT_ID);
  const graph = await startGraph();
  const lupax = await startLupax();
  entra.clients.set(TENANT_ID, new Map([[APP_ID, APP_SECRET]]));
  const env = await makeEnvironment({
    AZURE_AUTHORITY_HOST: entra.url,
    GRAPH_BASE_URL: graph.url,
    LUPAX_BASE_URL: lupax.url,
    ...more,
  });
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  let document: Json;

  const check = (method: string, path: string, answer: Answer): void => {
    if (!document || answer.status === 405 || answer.status === 413) return;
    const plain = path.split('?')[0]!.split('/');
    const template = Object.keys(document.paths).find((one) => {
      const parts = one.split('/');
      return (
        parts.length === plain.length && parts.every((part, index) => part.startsWith('{') || part === plain[index])
      );
    });
    const operation = template ? document.paths[template][method.toLowerCase()] : undefined;
    if (!operation) return;
    const described = operation.responses[answer.status] ?? operation.responses.default;
    if (!described) return void world.violations.push(`${method} ${template}: ${answer.status} is not described`);
    const type = Object.keys(described.content ?? {})[0];
    if (!type || !type.includes('json')) return;
    if (!(answer.headers.get('content-type') ?? '').startsWith(type))
      world.violations.push(`${method} ${template} ${answer.status}: ${answer.headers.get('content-type')}`);
    const status = operation.responses[answer.status] ? String(answer.status) : 'default';
    const pointer = ['paths', template!, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
    const ref = pointer.map((part) => encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
    const validate = ajv.getSchema(`product#/${ref}`) ?? ajv.compile({ $ref: `product#/${ref}` });
    world.checked += 1;
    if (!validate(answer.json))
      world.violations.push(`${method} ${template} ${answer.status}: ${ajv.errorsText(validate.errors)}`);
  };

  const send = async (method: string, path: string, request: Request, token: string | null): Promise<Answer> => {
    const body = request.raw ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
    const response = await fetch(`${world.product.url}${path}`, {
      method,
      headers: {
        // A connection that waited is closed by the server just when it is used again, on a busy machine.
        connection: 'close',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json') ? (JSON.parse(text) as Json) : null;
    const answer = { status: response.status, headers: response.headers, text, json };
    check(method, path, answer);
    return answer;
  };

  const boot = async (): Promise<void> => {
    world.product = await spawnDirectly(env);
    await awaitReady(world.product);
    if (document) return;
    document = (await send('GET', '/api/openapi.json', {}, null)).json;
    ajv.addSchema(document, 'product');
  };

  const world: World = {
    entra,
    graph,
    lupax,
    env,
    product: null as never,
    violations: [],
    checked: 0,
    call: (method, path, request = {}) => send(method, path, request, null),
    addPerson({ role = 'user', calendars = [{}], orgs = [7] } = {}) {
      const oid = randomUUID();
      const number = world.lupax.users.length + 1;
      const email = `person${number}@example.test`;
      const user = {
        id: 100 + number,
        email,
        password: `p${number}-secret!`,
        first_name: 'Ida',
        last_name: `N${number}`,
        role,
        orgs,
      };
      lupax.users.push(user);
      const mailbox = createMailbox(oid, email, calendars);
      graph.mailboxes.push(mailbox);
      const claims = { oid, tid: TENANT_ID, name: `Ida N${number}`, preferred_username: email };
      const call: Person['call'] = (method, path, request = {}) => send(method, path, request, entra.sign(claims));
      const awaitRun = async (runId: string): Promise<Json> => {
        const until = Date.now() + RUN_WITHIN_MS;
        for (;;) {
          const run = await call('GET', `/api/me/runs/${encodeURIComponent(runId)}`);
          if (run.status !== 200) throw new Error(`run: ${run.status} ${run.text}`);
          if (run.json.state !== 'running') return run.json;
          if (Date.now() > until) throw new Error('the run does not end');
          await wait(20);
        }
      };
      return {
        claims,
        lupax: user,
        mailbox,
        call,
        await: awaitRun,
        async sync(query = '') {
          const started = await call('POST', `/api/me/sync${query}`);
          if (started.status !== 202) throw new Error(`sync: ${started.status} ${started.text}`);
          return awaitRun(started.json.runId);
        },
        link: () => call('PUT', '/api/me/link', { body: { email, password: user.password } }),
      };
    },
    async addAdmin(calendars = [{}]) {
      const admin = world.addPerson({ role: 'admin', calendars });
      const linked = await admin.link();
      if (linked.status !== 200) throw new Error(`link: ${linked.status} ${linked.text}`);
      const stored = await admin.call('PUT', '/api/admin/microsoft365', {
        body: {
          tenantId: TENANT_ID,
          clientId: APP_ID,
          clientSecret: APP_SECRET,
          secretExpiresOn: null,
          enabled: true,
          allowedUsers: null,
        },
      });
      if (stored.status !== 200) throw new Error(`admin: ${stored.status} ${stored.text}`);
      return admin;
    },
    async restart() {
      await world.product.kill();
      await boot();
    },
    async close() {
      await world.product.stop();
      await Promise.all([entra.close(), graph.close(), lupax.close()]);
    },
  };
  await boot();
  return world;
}

/** Sets the direction of a person's n-th calendar. */
export async function direct(person: Person, index: number, direction: string): Promise<Answer> {
  const id = encodeURIComponent(person.mailbox.calendars[index]!.id);
  return person.call('PATCH', `/api/me/calendars/${id}`, { body: { direction } });
}

/** `YYYY-MM-DDThh:mm:ss`, some days from today. */
export function at(days: number, time = '10:00'): string {
  const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return `${day}T${time}:00`;
}
