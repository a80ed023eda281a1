import { randomUUID } from 'node:crypto';
import { listen, type Reply, type Seen } from './listen.ts';
import type { Appointment, LupaxEmulator, LupaxUser } from './lupax-types.ts';

const DEFAULTS = {
  notes: '',
  location: '',
  status: 'confirmed',
  visibility: 'public',
  project: null,
  reminder_minutes: null,
  participants: [],
  online_meeting: { requested: 0, join_url: null },
  source: null,
  read_only: 0,
};
const REQUIRED = ['title', 'date_start', 'date_end', 'time_zone', 'all_day'];
const WRITABLE = [...REQUIRED, ...Object.keys(DEFAULTS)];
const BODY_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;
const QUERY_DATE = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const TOKEN_LIFETIME_MS = 100 * 24 * 3_600_000;

/** Lupax with the connector contract, built from the contract page alone. */
export async function startLupax(): Promise<LupaxEmulator> {
  const tokens = new Map<string, { userId: number; until: number }>();
  const keys = new Map<string, { id: number; answered: boolean }>();
  let sequence = 0;
  const stamp = (): string => '2026-01-05T08:00:00+01:00';
  const violate = (text: string): void => void lupax.violations.push(text);
  const fail = (status: number, code: string): Reply => ({ status, body: { error: { code, message: code } } });
  const show = ({ seq: _, ...appointment }: Appointment & { seq: number }): Appointment => appointment;
  const grant = (userId: number, lifetime: number): string => {
    const token = `lx.${randomUUID()}.sig`;
    tokens.set(token, { userId, until: Date.now() + lifetime });
    return token;
  };

  const checkBody = (body: Record<string, unknown>): string | null => {
    for (const key of REQUIRED) if (body[key] === undefined) return `${key} missing`;
    for (const key of ['date_start', 'date_end'])
      if (!BODY_DATE.test(String(body[key]))) return `${key} ${String(body[key])} is no date of a body`;
    if (body.all_day !== 0 && body.all_day !== 1) return 'all_day is no flag';
    if (body.all_day === 1 && !/T00:00:00/.test(`${String(body.date_start)}`)) return 'all-day not at midnight';
    if (String(body.date_end) < String(body.date_start)) return 'ends before it starts';
    if (body.read_only === 1 && !body.source) return 'read_only without source';
    return null;
  };

  const answerAppointments = (seen: Seen, user: LupaxUser, rest: string): Reply => {
    const mine = (): (Appointment & { seq: number })[] =>
      [...lupax.appointments.values()].filter((appointment) => appointment.user.id === user.id);
    if (seen.method === 'GET' && rest === '/changes') {
      expectQuery(seen, ['cursor', 'limit']);
      const limit = Number(seen.query.get('limit') ?? 500);
      if (!(limit >= 1 && limit <= 500)) return fail(400, 'limit');
      const cursor = seen.query.get('cursor');
      const since = cursor === null ? 0 : Number(/^c\/(\d+)\+=$/.exec(cursor)?.[1] ?? NaN);
      if (Number.isNaN(since)) return fail(410, 'cursor_expired');
      const all = mine().filter((item) => item.seq > since);
      all.sort((a, b) => a.seq - b.seq);
      const page = all.slice(0, limit);
      const items = page.map((item) =>
        item.deleted ? { id: item.id, revision: item.revision, deleted: 1 } : show(item),
      );
      // An item may appear twice.
      if (items[0] && items.length < limit) items.push(items[0]);
      const last = page.at(-1)?.seq ?? since;
      return { status: 200, body: { items, cursor: `c/${last}+=`, has_more: all.length > limit ? 1 : 0 } };
    }
    if (seen.method === 'GET' && rest === '') {
      expectQuery(seen, ['date_from', 'date_to', 'offset']);
      for (const key of ['date_from', 'date_to'])
        if (!QUERY_DATE.test(seen.query.get(key) ?? '')) violate(`${key}=${seen.query.get(key)} in ${seen.url}`);
      const rows = mine().filter((item) => !item.deleted);
      return { status: 200, body: rows.map(show).slice(Number(seen.query.get('offset') ?? 0)) };
    }
    if (seen.method === 'POST' && rest === '') {
      const key = seen.headers['idempotency-key'];
      if (typeof key !== 'string' || key === '') return (violate('POST without Idempotency-Key'), fail(400, 'key'));
      const known = keys.get(key);
      if (known !== undefined) {
        if (known.answered) violate(`Idempotency-Key used again after an answer: ${key}`);
        known.answered = true;
        return { status: 200, body: show(lupax.appointments.get(known.id)!) };
      }
      const body = JSON.parse(seen.body) as Record<string, unknown>;
      const fault = checkBody(body);
      if (fault) return (violate(`POST: ${fault}`), fail(400, 'bad_input'));
      const made = lupax.add(user.id, pick(body));
      const cut = lupax.cutCreates > 0;
      if (cut) lupax.cutCreates -= 1;
      keys.set(key, { id: made.id, answered: !cut });
      return { status: 201, body: made, cut };
    }
    const item = lupax.appointments.get(Number(rest.slice(1)));
    if (!item || item.deleted) return fail(404, 'not_found');
    if (item.user.id !== user.id) return fail(403, 'not_yours');
    const match = seen.headers['if-match'];
    if (seen.method === 'GET') return { status: 200, body: show(item) };
    if (seen.method === 'PUT' && match === undefined) return (violate('PUT without If-Match'), fail(400, 'if_match'));
    if (match !== undefined && !/^"\d+"$/.test(match)) return (violate(`If-Match: ${match}`), fail(400, 'if_match'));
    if (match !== undefined && match !== `"${item.revision}"`) return fail(412, 'revision');
    if (item.read_only === 1 && !item.source) {
      violate(`${seen.method} of a ${item.kind} that nobody may write`);
      return fail(403, 'read_only');
    }
    if (seen.method === 'DELETE') {
      lupax.remove(item.id);
      return { status: 204 };
    }
    if (seen.method !== 'PUT') return fail(404, 'no_such_call');
    const body = JSON.parse(seen.body) as Record<string, unknown>;
    const fault = checkBody(body);
    if (fault) return (violate(`PUT: ${fault}`), fail(400, 'bad_input'));
    for (const key of ['id', 'kind', 'deleted'] as const)
      if (body[key] !== undefined && body[key] !== item[key]) return (violate(`PUT changes ${key}`), fail(422, key));
    if (body.user && (body.user as { id: number }).id !== user.id) return (violate('PUT: user'), fail(422, 'user'));
    lupax.edit(item.id, { ...DEFAULTS, ...pick(body) } as Partial<Appointment>);
    return { status: 200, body: show(lupax.appointments.get(item.id)!) };
  };

  const expectQuery = (seen: Seen, allowed: string[]): void => {
    for (const key of seen.query.keys()) if (!allowed.includes(key)) violate(`unknown query ${key} in ${seen.url}`);
  };

  const answer = (seen: Seen): Reply => {
    lupax.requests.push(`${seen.method} ${seen.url}`);
    if (lupax.failWith) return fail(lupax.failWith, 'broken');
    if (!seen.path.startsWith('/api/v1/')) return (violate(`outside the base: ${seen.url}`), fail(404, 'path'));
    const path = seen.path.slice('/api/v1'.length);
    if (path === '/auth/login' && seen.method === 'POST') {
      const { email, password } = JSON.parse(seen.body) as { email: string; password: string };
      const user = lupax.users.find((one) => one.email === email && one.password === password);
      if (!user) return fail(401, 'credentials');
      const jwt = grant(user.id, lupax.tokenLifetimeMs);
      const headers = { 'content-type': 'application/json' };
      if (lupax.loginForm === 'json') return { status: 200, body: JSON.stringify(jwt), headers };
      return { status: 200, body: lupax.loginForm === 'bare' ? jwt : { token: jwt } };
    }
    const token = tokens.get((seen.headers.authorization ?? '').replace(/^Bearer /, ''));
    const user = lupax.users.find((one) => one.id === token?.userId);
    if (!token || !user || token.until < Date.now()) return fail(401, 'token');
    if (path === '/organizations' && seen.method === 'GET') {
      const rows = lupax.organizations.filter((one) => user.orgs.includes(one.id));
      const rest = { slug: 's', branch: 'b', url: 'https://lupax.example', vacation_request_active: true };
      return { status: 200, body: rows.map((row) => ({ ...row, ...rest })) };
    }
    const [, org, call = ''] = /^\/organizations\/(\d+)(\/.*)$/.exec(path) ?? [];
    if (!org) return (violate(`undocumented call ${seen.method} ${path}`), fail(404, 'no_such_call'));
    if (!user.orgs.includes(Number(org))) return fail(403, 'not_yours');
    if (call === '/projects' && seen.method === 'GET') {
      expectQuery(seen, [
        'date_from',
        'date_to',
        'responsible',
        'status',
        'title',
        'titles',
        'crew_booking_status',
        'offset',
      ]);
      for (const key of ['date_from', 'date_to'])
        if (seen.query.has(key) && !QUERY_DATE.test(seen.query.get(key)!)) violate(`${key} in ${seen.url}`);
      const responsible = Number(seen.query.get('responsible') ?? 0);
      const rows = lupax.projects.filter(
        (row) => !responsible || (row.responsible as { id: number }).id === responsible,
      );
      return { status: 200, body: rows.slice(Number(seen.query.get('offset') ?? 0)).slice(0, 500) };
    }
    if (!lupax.connector) return fail(404, 'no_such_call');
    if (call === '/office365' && seen.method === 'GET')
      return {
        status: 200,
        body: { enabled: lupax.enabled, online_meetings: lupax.onlineMeetings, time_zone: 'Europe/Berlin' },
      };
    if (call === '/office365/token' && seen.method === 'POST') {
      if (lupax.withoutToken) return fail(404, 'no_such_call');
      if (!lupax.enabled) return fail(403, 'interface_disabled');
      const expires = new Date(Date.now() + lupax.tokenLifetimeMs).toISOString().replace(/\.\d+Z$/, '+00:00');
      return { status: 201, body: { token: grant(user.id, lupax.tokenLifetimeMs), expires_at: expires } };
    }
    const { id, email, first_name, last_name, role } = user;
    if (call === '/me' && seen.method === 'GET')
      return {
        status: 200,
        body: { id, email, first_name, last_name, role, language: 'de', time_zone: 'Europe/Berlin' },
      };
    if (!lupax.enabled) return fail(403, 'interface_disabled');
    if (call.startsWith('/appointments')) return answerAppointments(seen, user, call.slice('/appointments'.length));
    if (/^\/(tasks|reminders)/.test(call) && seen.method === 'GET') return { status: 200, body: [] };
    violate(`undocumented call ${seen.method} ${path}`);
    return fail(404, 'no_such_call');
  };

  const pick = (body: Record<string, unknown>): Partial<Appointment> =>
    Object.fromEntries(WRITABLE.filter((key) => body[key] !== undefined).map((key) => [key, body[key]]));

  const listening = await listen(answer);
  const lupax: LupaxEmulator = {
    ...listening,
    url: `${listening.url}/api/v1`,
    users: [],
    organizations: [{ id: 7, title: 'Blitz & Ton GmbH' }],
    enabled: 1,
    onlineMeetings: 1,
    connector: true,
    withoutToken: false,
    loginForm: 'bare',
    tokenLifetimeMs: TOKEN_LIFETIME_MS,
    failWith: null,
    cutCreates: 0,
    appointments: new Map(),
    projects: [],
    requests: [],
    violations: [],
    revokeTokens: () => tokens.clear(),
    add(userId, fields) {
      const id = 9_000 + lupax.appointments.size;
      const item = {
        ...DEFAULTS,
        id,
        revision: 1,
        kind: 'appointment',
        user: { id: userId },
        created_at: stamp(),
        updated_at: stamp(),
      };
      const rest = { url: `https://lupax.example/appointments/${id}`, deleted: 0, ...fields, seq: ++sequence };
      lupax.appointments.set(id, { ...item, ...rest } as Appointment & { seq: number });
      return show(lupax.appointments.get(id)!);
    },
    edit(id, fields) {
      const item = lupax.appointments.get(id)!;
      lupax.appointments.set(id, { ...item, ...fields, revision: item.revision + 1, seq: ++sequence });
    },
    remove: (id) => lupax.edit(id, { deleted: 1 }),
    of: (userId) => [...lupax.appointments.values()].filter((one) => one.user.id === userId && !one.deleted).map(show),
  };
  return lupax;
}
