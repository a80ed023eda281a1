import type { FaultControl } from '../web/faults.ts';
import type { LoginAnswer } from './account-routes.ts';
import { createAppointmentControl } from './appointment-control.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { LupaxControl, LupaxRequest } from './control-types.ts';
import { createProjectControl } from './project-control.ts';
import { createTask, removeTask, replaceTask } from './task-book.ts';
import { normaliseDate } from './times.ts';
import type { Tokens } from './tokens.ts';
import type { TaskContent } from './types.ts';
import type { StoredTask, World } from './world.ts';

export function createLupaxControl(parts: {
  world: World;
  tokens: Tokens;
  feed: ChangeFeed;
  login: { answer: LoginAnswer };
  requests: LupaxRequest[];
  faults: FaultControl;
  latency: { ms: number };
}): LupaxControl {
  const { world, tokens, feed, login, requests, latency } = parts;

  function requireTask(id: number): StoredTask {
    const stored = world.tasks.get(id);
    if (!stored || stored.task.deleted === 1) throw new Error('The Lupax sandbox knows no such task');
    return stored;
  }

  const zoneOf = (organizationId: number) => world.organizations.get(organizationId)?.timeZone ?? 'Europe/Berlin';

  return {
    addOrganization(input) {
      const id = input.id ?? world.nextId();
      const defaults = { timeZone: 'Europe/Berlin', enabled: true, onlineMeetings: true };
      world.organizations.set(id, { ...defaults, connector: true, connectorTokens: true, ...input, id });
      return id;
    },
    addUser(input) {
      const id = world.nextId();
      world.users.set(id, { language: 'de', timeZone: 'Europe/Berlin', ...input, id });
      return id;
    },
    setInterface: (organizationId, state) => void Object.assign(require(world.organizations, organizationId), state),
    changeUser: (userId, patch) => void Object.assign(require(world.users, userId), patch),
    get loginAnswer() {
      return login.answer;
    },
    set loginAnswer(answer) {
      login.answer = answer;
    },
    get loginLifetimeMs() {
      return tokens.loginLifetimeMs;
    },
    set loginLifetimeMs(lifetimeMs) {
      tokens.loginLifetimeMs = lifetimeMs;
    },
    expireTokens: tokens.expire,

    ...createAppointmentControl(world),
    expireCursors: feed.expireCursors,
    get repeatChanges() {
      return feed.repeatItems;
    },
    set repeatChanges(repeat) {
      feed.repeatItems = repeat;
    },

    ...createProjectControl(world),
    setLatency: (ms) => void (latency.ms = ms),

    addTask: (userId, organizationId, input) =>
      structuredClone(
        createTask(world, { userId, organizationId }, normaliseTaskDates(input, zoneOf(organizationId))).task,
      ),
    editTask(id, patch) {
      const stored = requireTask(id);
      replaceTask(world, stored, { ...stored.task, ...normaliseTaskDates(patch, zoneOf(stored.organizationId)) });
      return structuredClone(stored.task);
    },
    deleteTask: (id) => removeTask(world, requireTask(id)),
    tasks: (userId) =>
      [...world.tasks.values()]
        .filter((stored) => stored.task.deleted === 0 && (userId === undefined || stored.userId === userId))
        .map((stored) => structuredClone(stored.task)),

    requests,
    get writes() {
      return requests.filter(
        ({ method, path }) => ['POST', 'PUT', 'DELETE'].includes(method) && /\/(appointments|tasks)(\/|$)/.test(path),
      );
    },
    clearLog: () => void requests.splice(0),
    faults: parts.faults,
  };
}

function require<T>(rows: Map<number, T>, id: number): T {
  const row = rows.get(id);
  if (!row) throw new Error(`The Lupax sandbox knows no ${id}`);
  return row;
}

function normaliseTaskDates(input: Partial<TaskContent>, zone: string): Partial<TaskContent> {
  const { due_at, remind_at } = input;
  return {
    ...input,
    ...(due_at === undefined ? {} : { due_at: normaliseDate(due_at, zone) }),
    ...(typeof remind_at === 'string' ? { remind_at: normaliseDate(remind_at, zone) } : {}),
  };
}
