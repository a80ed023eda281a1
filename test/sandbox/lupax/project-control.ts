import type { LupaxControl, ProjectInput } from './control-types.ts';
import { normaliseDate, parseBodyDate } from './times.ts';
import type { Project, StoredProject } from './types.ts';
import type { World } from './world.ts';

type ProjectControl = Pick<LupaxControl, 'addProject' | 'editProject' | 'removeProject'>;

/** Projects as planners keep them in Lupax. They are never written through the API. */
export function createProjectControl(world: World): ProjectControl {
  function store(organizationId: number, id: number, input: ProjectInput): Project {
    const zone = world.organizations.get(organizationId)?.timeZone ?? 'Europe/Berlin';
    const date_start = normaliseDate(input.date_start, zone);
    const date_end = normaliseDate(input.date_end, zone);
    const project: Project = {
      id,
      title: input.title,
      date_start,
      date_end,
      description: input.description ?? '',
      client: {
        salutation: '',
        name: 'Beispiel GmbH',
        first_name: '',
        last_name: '',
        type: 'company',
        customer: 1,
        partner: 0,
        deleted: 0,
        organization: organizationId,
        phone_numbers: [],
        ...input.client,
      },
      sales: input.sales ?? 0,
      responsible: input.responsible ?? { id: 0, first_name: '', last_name: '' },
    };
    const stored: StoredProject = {
      organizationId,
      project,
      startMs: parseBodyDate(date_start) ?? 0,
      endMs: parseBodyDate(date_end) ?? 0,
      status: input.status ?? 'confirmed',
      crewBookingStatus: input.crew_booking_status ?? 'open',
    };
    world.projects.set(id, stored);
    return structuredClone(project);
  }

  return {
    addProject: (organizationId, input) => store(organizationId, world.nextId(), input),
    editProject(id, patch) {
      const stored = world.projects.get(id);
      if (!stored) throw new Error('The Lupax sandbox knows no such project');
      const { project, status, crewBookingStatus: crew_booking_status } = stored;
      return store(stored.organizationId, id, { status, crew_booking_status, ...project, ...patch });
    },
    removeProject: (id) => void world.projects.delete(id),
  };
}
