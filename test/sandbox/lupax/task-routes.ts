import type { Router } from 'express';
import { LupaxRefusal } from './errors.ts';
import { listReminders } from './reminders.ts';
import { checkIfMatch, enterReleasedConnector } from './session.ts';
import { createTask, listTasks, replaceTask } from './task-book.ts';
import { parseQueryDate } from './times.ts';
import type { World } from './world.ts';

/** Tasks and reminders of the connector contract. */
export function addTaskRoutes(router: Router, world: World): void {
  router.get('/organizations/:org/tasks', (request, response) => {
    const { owner, organization } = enterReleasedConnector(world, request, response);
    const since = parseQueryDate(request.query['changed_since'], organization.timeZone, 'changed_since');
    // Deleted ones matter only to someone who has seen them: with changed_since.
    const rows = listTasks(world, owner).filter((stored) =>
      since === undefined ? stored.task.deleted === 0 : stored.updatedAtMs >= since,
    );
    response.json(rows.map((stored) => stored.task));
  });

  router.post('/organizations/:org/tasks', (request, response) => {
    const { owner } = enterReleasedConnector(world, request, response);
    response.status(201).json(createTask(world, owner, request.body).task);
  });

  router.put('/organizations/:org/tasks/:id', (request, response) => {
    const { owner } = enterReleasedConnector(world, request, response);
    const stored = world.tasks.get(Number(request.params.id));
    if (!stored || stored.organizationId !== owner.organizationId || stored.task.deleted === 1) {
      throw new LupaxRefusal('not_found', 'There is no such task');
    }
    if (stored.userId !== owner.userId) throw new LupaxRefusal('forbidden', 'Not a task of yours');
    checkIfMatch(request, stored.task.revision, true);
    replaceTask(world, stored, request.body);
    response.json(stored.task);
  });

  router.get('/organizations/:org/reminders', (request, response) => {
    const { owner, organization } = enterReleasedConnector(world, request, response);
    const from = parseQueryDate(request.query['from'], organization.timeZone, 'from') ?? -Infinity;
    const to = parseQueryDate(request.query['to'], organization.timeZone, 'to') ?? Infinity;
    response.json(listReminders(world, owner, from, to));
  });
}
