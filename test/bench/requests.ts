import { exportOf, importOf, prepare, type Prepared } from './scenarios.ts';
import type { PublicRun } from './stage.ts';

export interface RequestCount {
  what: string;
  /** As they go over the wire: a batch is one. */
  graph: number;
  lupax: number;
  /** Of them, and of the parts of batches, those that change something. */
  writes: number;
}

/** How many requests a synchronisation sends. */
export async function countRequests(entries: number): Promise<RequestCount[]> {
  return [...(await onStage(importOf(entries), countAfterImport)), ...(await onStage(exportOf(entries), countFirst))];
}

async function onStage(
  scenario: Parameters<typeof prepare>[0],
  count: (prepared: Prepared, name: string) => Promise<RequestCount[]>,
): Promise<RequestCount[]> {
  const prepared = await prepare(scenario, { warmUp: [] });
  try {
    return await count(prepared, scenario.name);
  } finally {
    await prepared.stage.stop();
  }
}

async function countFirst(prepared: Prepared, name: string): Promise<RequestCount[]> {
  return [await countOne(prepared, name)];
}

async function countAfterImport(prepared: Prepared, name: string): Promise<RequestCount[]> {
  const { sandbox } = prepared.stage;
  const { objectId, lupaxUserId } = prepared.person;
  const first = await countOne(prepared, name);
  await prepared.person.sync();
  const quiet = await countOne(prepared, 'nothing changed');
  const [event] = await sandbox.graph.events(objectId);
  await sandbox.graph.patchEvent(objectId, event!.id, { subject: 'Verlegt' });
  const inOutlook = await countOne(prepared, 'one event changed in Outlook');
  const [appointment] = await sandbox.lupax.appointments(lupaxUserId);
  await sandbox.lupax.editAppointment(appointment!.id, { title: 'Verschoben' });
  const inLupax = await countOne(prepared, 'one appointment changed in Lupax');
  return [first, quiet, inOutlook, inLupax];
}

async function countOne({ stage, person }: Prepared, what: string): Promise<RequestCount> {
  await stage.sandbox.graph.clearLog();
  await stage.sandbox.lupax.clearLog();
  const { run } = await person.sync();
  requireDone(run, what);
  const writes = [await stage.sandbox.graph.writes(), await stage.sandbox.lupax.writes()].flat().length;
  return { what, ...run.requests, writes };
}

function requireDone(run: PublicRun, what: string): void {
  if (run.state !== 'done') throw new Error(`${what}: the run is ${run.state}`);
}
