import type { Router } from 'express';
import { createChangeFeed } from './change-feed.ts';
import type { ChangeFeed } from './change-feed.ts';
import { LupaxRefusal } from './errors.ts';
import { createIdempotencyKeys } from './idempotency.ts';
import { readOffset, takePage } from './paging.ts';
import { checkIfMatch, enterReleasedConnector, requireAppointment } from './session.ts';
import { parseQueryDate } from './times.ts';
import type { World } from './world.ts';

const BASE = '/organizations/:org/appointments';

/** The calendar calls of the connector contract. */
export function addAppointmentRoutes(router: Router, world: World): ChangeFeed {
  const feed = createChangeFeed(world);
  const keys = createIdempotencyKeys(world.clock);

  router.get(BASE, (request, response) => {
    const { owner, organization } = enterReleasedConnector(world, request, response);
    const from = parseQueryDate(request.query['date_from'], organization.timeZone, 'date_from') ?? -Infinity;
    const to = parseQueryDate(request.query['date_to'], organization.timeZone, 'date_to') ?? Infinity;
    const overlapping = world.appointments
      .listOf(owner)
      .filter(({ startMs, endMs }) => startMs < to && (endMs > from || (endMs === startMs && startMs >= from)))
      .map((stored) => stored.appointment);
    response.json(takePage(overlapping, readOffset(request.query['offset'])));
  });

  router.get(`${BASE}/changes`, (request, response) => {
    const { owner } = enterReleasedConnector(world, request, response);
    response.json(feed.read(owner, request.query['cursor'], request.query['limit']));
  });

  router.get(`${BASE}/:id`, (request, response) => {
    const visit = enterReleasedConnector(world, request, response);
    response.json(requireAppointment(world, visit, request).appointment);
  });

  router.post(BASE, (request, response) => {
    const { owner, actor } = enterReleasedConnector(world, request, response);
    const key = request.get('idempotency-key');
    if (!key) throw new LupaxRefusal('bad_input', 'Idempotency-Key is required');
    const created = keys.find(owner, key);
    if (created !== undefined) {
      response.json(world.appointments.find(created)?.appointment);
      return;
    }
    const { appointment } = world.appointments.create(actor, owner, request.body);
    keys.remember(owner, key, appointment.id);
    response.status(201).json(appointment);
  });

  router.put(`${BASE}/:id`, (request, response) => {
    const visit = enterReleasedConnector(world, request, response);
    const stored = requireAppointment(world, visit, request);
    checkIfMatch(request, stored.appointment.revision, true);
    response.json(world.appointments.replace(visit.actor, stored, request.body).appointment);
  });

  router.delete(`${BASE}/:id`, (request, response) => {
    const visit = enterReleasedConnector(world, request, response);
    const stored = requireAppointment(world, visit, request);
    checkIfMatch(request, stored.appointment.revision, false);
    world.appointments.remove(visit.actor, stored);
    response.status(204).end();
  });

  return feed;
}
