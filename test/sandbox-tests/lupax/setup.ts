import { startLupaxSandbox } from '../../sandbox/lupax/index.ts';
import type { Appointment, LupaxSandbox } from '../../sandbox/lupax/index.ts';

export const START_MS = Date.parse('2026-03-02T08:00:00Z');
export const PASSWORD = 'correct horse';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed; undefined when the body is empty or no JSON. */
  body: unknown;
}

export interface Company extends LupaxSandbox {
  organizationId: number;
  /** Anna, whose connector token `call` uses. */
  userId: number;
  advance(milliseconds: number): void;
  login(email: string, password?: string): Promise<Answer>;
  /** A path below /organizations/{org}, or from the root with two slashes. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** As `call`, with another token; undefined sends none. */
  callWith(token: string | undefined): Company['call'];
  /** The JWT of Anna's login: a person, not the connector. */
  jwt: string;
  create(fields?: object, key?: string): Promise<Appointment>;
  put(id: number, revision: number, body: object): Promise<Answer>;
}

/** A Lupax with one organisation in Berlin and Anna, signed in as the connector. */
export async function startCompany(options: { seed?: number } = {}): Promise<Company> {
  let nowMs = START_MS;
  const lupax = await startLupaxSandbox({ clock: { now: () => nowMs }, ...options });
  const organizationId = lupax.control.addOrganization({ title: 'Beispiel Events' });
  const userId = lupax.control.addUser({
    organizationIds: [organizationId],
    email: 'anna@contoso.example',
    password: PASSWORD,
    firstName: 'Anna',
    lastName: 'Arnold',
    role: 'user',
  });

  const callWith =
    (token: string | undefined): Company['call'] =>
    async (method, path, body, headers = {}) => {
      const url = path.startsWith('//') ? path.slice(1) : `/organizations/${organizationId}${path}`;
      const response = await fetch(lupax.url + url, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: parseJson(text) };
    };

  const login = (email: string, password = PASSWORD) =>
    callWith(undefined)('POST', '//auth/login', { email, password });
  const jwt = (await login('anna@contoso.example')).text;
  const { body } = await callWith(jwt)('POST', '/office365/token');
  const call = callWith((body as { token: string }).token);
  lupax.control.clearLog();

  let keys = 0;
  return {
    ...lupax,
    organizationId,
    userId,
    advance: (milliseconds) => void (nowMs += milliseconds),
    login,
    call,
    callWith,
    jwt,
    async create(fields = {}, key = `setup-${(keys += 1)}`) {
      const answer = await call('POST', '/appointments', { ...MEETING, ...fields }, { 'idempotency-key': key });
      if (answer.status !== 201) throw new Error(`not created: ${answer.status} ${answer.text}`);
      return answer.body as Appointment;
    },
    put: (id, revision, content) => call('PUT', `/appointments/${id}`, content, { 'if-match': `"${revision}"` }),
  };
}

/** The least a create needs. */
export const MEETING = {
  title: 'Besprechung',
  date_start: '2026-03-02T10:00:00+01:00',
  date_end: '2026-03-02T11:00:00+01:00',
  time_zone: 'Europe/Berlin',
  all_day: 0,
};

export const SOURCE = { system: 'office365', calendar_id: 'calendar', event_id: 'event' };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
