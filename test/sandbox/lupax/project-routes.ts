import type { Router } from 'express';
import { readOffset, takePage } from './paging.ts';
import { enterOrganization } from './session.ts';
import { parseQueryDate } from './times.ts';
import type { World } from './world.ts';

/** The documented list of projects, with all its filters. It needs no connector. */
export function addProjectRoutes(router: Router, world: World): void {
  router.get('/organizations/:org/projects', (request, response) => {
    const { organization } = enterOrganization(world, request, response);
    const { query } = request;
    const from = parseQueryDate(query['date_from'], organization.timeZone, 'date_from') ?? -Infinity;
    const to = parseQueryDate(query['date_to'], organization.timeZone, 'date_to') ?? Infinity;
    const responsible = readText(query['responsible']);
    const status = readText(query['status']);
    const booking = readText(query['crew_booking_status']);
    const part = readText(query['title'])?.toLowerCase();
    const titles = readTexts(query['titles']);

    const rows = [...world.projects.values()]
      .filter((stored) => stored.organizationId === organization.id)
      .filter(({ startMs, endMs }) => startMs <= to && endMs >= from)
      .filter(({ project }) => responsible === undefined || String(project.responsible.id) === responsible)
      .filter((stored) => status === undefined || stored.status === status)
      .filter((stored) => booking === undefined || stored.crewBookingStatus === booking)
      .filter(({ project }) => part === undefined || project.title.toLowerCase().includes(part))
      .filter(({ project }) => titles === undefined || titles.includes(project.title))
      .map((stored) => stored.project)
      .sort((left, right) => left.id - right.id);
    response.json(takePage(rows, readOffset(query['offset'])));
  });
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Repeated (`titles[]=a&titles[]=b`) or separated by commas. */
function readTexts(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  return readText(value)?.split(',');
}
