import type { Run } from '../../server/sync/core/run.ts';
import { lookAt } from './engine-views.ts';
import { berlinAppointment, berlinEvent, type Engine, type Person } from './engine.ts';

/** Undoes a run and waits for the end. @returns the record of the undo */
export async function undoRun(engine: Engine, person: Person, run: Run): Promise<Run> {
  const started = await engine.service.undo(person.user, run.id);
  if (!started.ok) throw new Error(started.code);
  await engine.service.settle(person.user);
  return (await person.document()).get('runs', started.runId)!;
}

/** What a run did, in any order: `side action result reason`. */
export const listResults = (run: Run): string[] =>
  run.operations.map(({ side, action, result, reason }) => `${side} ${action} ${result} ${reason}`).sort();

/** An appointment and an event, and the first synchronisation that copied each to the other side. */
export async function copyBothWays(engine: Engine, person: Person) {
  const { id } = person.addAppointment(
    berlinAppointment('Aus Lupax', 3, 10, { notes: '<p>Plan</p>', location: 'Halle 7', reminder_minutes: 10 }),
  );
  const eventId = person.addEvent(
    berlinEvent('Aus Outlook', 2, 10, { body: { contentType: 'html', content: '<p>Plan</p>' }, showAs: 'oof' }),
  );
  const run = await person.sync();
  const view = lookAt(engine, person);
  return {
    run,
    eventId,
    appointmentId: id,
    mirrorId: view.appointment('Aus Outlook').id,
    copyId: view.event('Aus Lupax').id,
  };
}
