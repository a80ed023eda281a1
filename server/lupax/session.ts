import { Semaphore } from 'async-mutex';
import type { SendFirst } from '../send-first.ts';
import { z } from 'zod';
import type { Appointment } from '../sync/core/lupax-entry.ts';
import { isDeleted, readAppointment, readAppointmentChange, writeAppointment } from './appointment-mapper.ts';
import { DEFAULT_ZONE, readDate, readZone, toInstant, writeQueryDate } from './dates.ts';
import { LupaxError } from './errors.ts';
import type { LupaxAnswer, LupaxHttp, LupaxRequest } from './http.ts';
import { CursorExpired, walkFeed, walkOffsets } from './paging.ts';
import type { FeedPage } from './paging.ts';
import { readProject } from './project-mapper.ts';
import { isSuccess, toRefusal } from './refusals.ts';
import type { CallKind } from './refusals.ts';
import { feedPageSchema, interfaceSchema, meSchema, parseAnswer, projectsSchema, tokenSchema } from './schemas.ts';
import { tombstoneSchema } from './schemas.ts';
import { readReminder, readTask, reminderSchema, taskSchema, writeTask } from './task-mapper.ts';
import type { LupaxInterface, LupaxSession, LupaxSessionOptions } from './types.ts';

/** As many as a browser opens to a host. */
const MAX_IN_FLIGHT = 6;
const FEED_PAGE_SIZE = 500;
const CREATED = 201;
const NOT_FOUND = 404;
const GONE = 410;

export interface SessionOptions extends LupaxSessionOptions {
  http: LupaxHttp;
  organizationId: number;
  token: string;
  sendFirst?: SendFirst | undefined;
}

/** Lupax as one signed-in user of one organisation; see LupaxSession in types.ts. */
export function createLupaxSession(options: SessionOptions): LupaxSession {
  const slots = new Semaphore(MAX_IN_FLIGHT);
  const zone = readZone(options.timeZone ?? '') ?? DEFAULT_ZONE;

  async function send(request: LupaxRequest): Promise<LupaxAnswer> {
    const path = `/organizations/${options.organizationId}${request.path}`;
    const [, leave] = await slots.acquire();
    const answer = await options.http({ token: options.token, ...request, path }, options).finally(leave);
    if (request.method !== 'GET') await options.sendFirst?.();
    return answer;
  }

  /** Sends and refuses every answer but a 2xx and the `tolerated` statuses. */
  async function call(kind: CallKind, request: LupaxRequest, tolerated: number[] = []): Promise<LupaxAnswer> {
    const answer = await send(request);
    if (isSuccess(answer) || tolerated.includes(answer.status)) return answer;
    throw toRefusal(kind, request, answer);
  }

  async function readInterface(): Promise<LupaxInterface> {
    const answer = await call('read', { method: 'GET', path: '/office365', expects: 'json' }, [NOT_FOUND]);
    if (answer.status === NOT_FOUND) return { connector: false };
    const json = parseAnswer(interfaceSchema, answer.body, 'interface');
    const timeZone = readZone(json.time_zone) ?? DEFAULT_ZONE;
    return { connector: true, enabled: json.enabled, onlineMeetings: json.online_meetings, timeZone };
  }

  /** A 404 says that one appointment is gone only while the connector itself is there. */
  async function isMissing(answer: LupaxAnswer): Promise<boolean> {
    if (answer.status !== NOT_FOUND && answer.status !== GONE) return false;
    if ((await readInterface()).connector) return true;
    throw new LupaxError('unavailable', 'the connector of this Lupax is gone', { status: answer.status });
  }

  async function readFeedPage(cursor: string | null): Promise<FeedPage> {
    const query = { limit: FEED_PAGE_SIZE, ...(cursor === null ? {} : { cursor }) };
    const request = { method: 'GET', path: '/appointments/changes', query, expects: 'json' } as const;
    const answer = await call('read', request, [GONE]);
    if (answer.status === GONE) throw new CursorExpired();
    const page = parseAnswer(feedPageSchema, answer.body, 'change feed');
    const changes = page.items.map((item) => readAppointmentChange(item, zone));
    return { changes, cursor: page.cursor, hasMore: page.has_more };
  }

  /** An answer about another appointment would corrupt what is known of both. */
  function readAnswerAbout(id: number, body: unknown): Appointment {
    const appointment = readAppointment(body, zone);
    if (appointment.id === id) return appointment;
    throw new LupaxError('unavailable', `appointment ${id}: the answer is about another one`);
  }

  return {
    readInterface,

    async requestToken() {
      const answer = await call('read', { method: 'POST', path: '/office365/token', expects: 'json' }, [NOT_FOUND]);
      if (answer.status === NOT_FOUND) return null;
      const json = parseAnswer(tokenSchema, answer.body, 'token');
      const expires = readDate(json.expires_at ?? '', zone);
      return { token: json.token, expiresAt: expires && toInstant(expires.at), kind: 'unattended' };
    },

    async readMe() {
      const answer = await call('read', { method: 'GET', path: '/me', expects: 'json' });
      const json = parseAnswer(meSchema, answer.body, 'me');
      const { id, email, role, language } = json;
      const timeZone = readZone(json.time_zone) ?? zone;
      return { id, email, role, language, timeZone, firstName: json.first_name, lastName: json.last_name };
    },

    readChanges: (cursor) => walkFeed(cursor, readFeedPage),

    async readAppointment(id) {
      const request = { method: 'GET', path: `/appointments/${id}`, expects: 'json' } as const;
      const answer = await call('read', request, [NOT_FOUND, GONE]);
      if (await isMissing(answer)) return null;
      return isDeleted(answer.body) ? null : readAnswerAbout(id, answer.body);
    },

    async createAppointment(content, idempotencyKey) {
      const body = writeAppointment(content, zone);
      const request = { method: 'POST', path: '/appointments', body, idempotencyKey, expects: 'json' } as const;
      const answer = await call('write', request);
      const isRepeat = answer.status !== CREATED;
      if (!isDeleted(answer.body)) return { appointment: readAppointment(answer.body, zone), deleted: false, isRepeat };
      // A tombstone may be all that is left; what was asked for is then what it was.
      const { id, revision } = parseAnswer(tombstoneSchema, answer.body, 'deleted appointment');
      return { appointment: { ...content, id, revision, kind: 'appointment', url: '' }, deleted: true, isRepeat };
    },

    async replaceAppointment(id, revision, content) {
      const body = writeAppointment(content, zone);
      const ifMatch = String(revision);
      const request = { method: 'PUT', path: `/appointments/${id}`, body, ifMatch, expects: 'json' } as const;
      const answer = await call('write', request, [NOT_FOUND, GONE]);
      if (await isMissing(answer)) {
        throw new LupaxError('not_found', `PUT /appointments/${id}: status ${answer.status}`, {
          status: answer.status,
        });
      }
      return readAnswerAbout(id, answer.body);
    },

    async deleteAppointment(id, revision) {
      const ifMatch = String(revision);
      const request = { method: 'DELETE', path: `/appointments/${id}`, ifMatch, expects: 'nothing' } as const;
      await isMissing(await call('write', request, [NOT_FOUND, GONE]));
    },

    async listProjects({ start, end, responsible, timeZone }) {
      const projectZone = readZone(timeZone) ?? zone;
      const window = { date_from: writeQueryDate(start, projectZone), date_to: writeQueryDate(end, projectZone) };
      const rows = await walkOffsets(async (offset) => {
        const query = { ...window, responsible, ...(offset > 0 ? { offset } : {}) };
        const answer = await call('read', { method: 'GET', path: '/projects', query, expects: 'json' });
        return parseAnswer(projectsSchema, answer.body, 'projects');
      });
      const projects = rows.map((row) => readProject(row, projectZone));
      const undatedIds = rows.filter((_row, index) => projects[index] === null).map((row) => row.id);
      return Object.assign(
        projects.filter((project) => project !== null),
        { undatedIds },
      );
    },

    async listTasks() {
      const answer = await call('read', { method: 'GET', path: '/tasks', expects: 'json' });
      const rows = parseAnswer(z.array(taskSchema), answer.body, 'tasks');
      return rows.filter(({ deleted }) => deleted !== true).map(readTask);
    },

    async createTask(task) {
      const request = { method: 'POST', path: '/tasks', body: writeTask(task), expects: 'json' } as const;
      const answer = await call('write', request);
      return readTask(parseAnswer(taskSchema, answer.body, 'task'));
    },

    async replaceTask(task) {
      const body = writeTask(task);
      const ifMatch = String(task.revision);
      const request = { method: 'PUT', path: `/tasks/${task.id}`, body, ifMatch, expects: 'json' } as const;
      const answer = await call('write', request, [NOT_FOUND, GONE]);
      if (await isMissing(answer)) {
        throw new LupaxError('not_found', `PUT /tasks/${task.id}: status ${answer.status}`, { status: answer.status });
      }
      return readTask(parseAnswer(taskSchema, answer.body, 'task'));
    },

    async listReminders({ start, end }) {
      const query = { from: writeQueryDate(start, zone), to: writeQueryDate(end, zone) };
      const answer = await call('read', { method: 'GET', path: '/reminders', query, expects: 'json' });
      const rows = parseAnswer(z.array(reminderSchema), answer.body, 'reminders');
      return rows.map((row) => readReminder(row, zone)).filter((reminder) => reminder !== null);
    },
  };
}
