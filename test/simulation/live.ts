import { actOnAccount, listUndoable, mendAccounts, readLink } from './account-actions.ts';
import { actInLupax } from './lupax-actions.ts';
import { actInOutlook, editTwin } from './outlook-actions.ts';
import type { Started } from '../../server/sync/types.ts';
import type { Person } from './people.ts';
import { isOvertaken, type Process } from './process.ts';
import { tellStep, type Story, type Step } from './story.ts';
import type { World } from './world.ts';

const POLL_MS = 300_000;
const MINUTE_MS = 60_000;

/** Tells a story: lets its steps happen one after the other, while the product works. */
export async function live(world: World, story: Story): Promise<void> {
  await untilUp(world);
  for (const step of story.steps) {
    await passTime(world, step.wait);
    world.tell(`# ${tellStep(step)}`);
    await take(world, step);
    if (world.violations.length > 0) return;
  }
}

/** The server polls when it is left alone. */
async function passTime(world: World, ms: number): Promise<void> {
  if (ms < POLL_MS) return world.scheduler.advance(ms);
  await world.scheduler.advance(POLL_MS);
  for (const person of world.people) {
    if (!readLink(world, person)?.started) continue;
    begin(world, person, 'sync', ({ sync }) => sync.startSync(person.user, { dryRun: false, background: true }));
  }
  await world.scheduler.advance(ms - POLL_MS);
}

/** Starts a run without waiting for it. Where another one is going on, it may begin after that. */
function begin(
  world: World,
  person: Person,
  kind: 'sync' | 'dry_run' | 'approve' | 'undo',
  start: (process: Process) => Promise<Started>,
  process = world.process(),
): void {
  const waits = world.isRunning(person);
  if (!waits) world.beginErrand(person, kind);
  const noteBegin = (started: Started | undefined): void => {
    if (waits && started?.ok && !started.joined) world.beginErrand(person, kind);
  };
  const started = process ? world.awaitStart(process.life, start(process)) : Promise.resolve(undefined);
  void started.then(noteBegin, (error: unknown) => {
    if (!isOvertaken(error)) world.violate(`${kind} could not start: ${String(error)}`);
  });
}

async function take(world: World, step: Step): Promise<void> {
  const person = 'who' in step ? world.people[step.who % world.people.length]! : world.people[0]!;
  const process = world.process();
  switch (step.do) {
    case 'fault':
      return world.faults.arm(step.fault);
    case 'lag':
      if (step.ms > 0) world.faults.count('deltaLag');
      return world.setLag(step.ms);
    case 'crash':
      return world.lightFuse(step.boundaries, step.downMs);
    case 'settle':
      return settle(world);
    case 'sync':
    case 'dryRun': {
      const dryRun = step.do === 'dryRun';
      if (!readLink(world, person)) return;
      return begin(world, person, dryRun ? 'dry_run' : 'sync', ({ sync }) => sync.startSync(person.user, { dryRun }));
    }
    case 'approve':
    case 'discard': {
      const runId = listWaiting(world, person)[0];
      if (!process || runId === undefined) return;
      if (step.do === 'approve') return begin(world, person, 'approve', ({ sync }) => sync.approve(person.user, runId));
      return void process.sync.discard(person.user, runId);
    }
    case 'lookAgain':
      return lookAgain(world, person, step.times);
    case 'undo': {
      const runs = listUndoable(world, person).slice(0, 3);
      const run = runs[step.pick % Math.max(runs.length, 1)];
      if (!process || !run) return;
      return begin(world, person, 'undo', ({ sync }) => sync.undo(person.user, run.id));
    }
    case 'direct':
    case 'choose':
    case 'resume':
    case 'unlink':
    case 'link':
    case 'expireSignIn':
    case 'switchInterface':
      return void actOnAccount(world, person, step);
    case 'addAppointment':
    case 'addAppointments':
    case 'editAppointment':
    case 'deleteAppointment':
    case 'deleteAppointments':
    case 'addProject':
    case 'editProject':
    case 'removeProject':
      return attempt(() => actInLupax(world, person, step));
    case 'editTwin':
      return attempt(() => world.history.asPerson(() => editTwin(world, person, step.fields)));
    default:
      return attempt(() => world.history.asPerson(() => actInOutlook(world, person, step)));
  }
}

/**
 * What a notification comes to: a run in the background, once, several times at once, or although nothing has changed.
 * Notifications themselves are not simulated yet.
 */
async function lookAgain(world: World, person: Person, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    if (!readLink(world, person)?.started) return;
    begin(world, person, 'sync', ({ sync }) => sync.startSync(person.user, { dryRun: false, background: true }));
    await world.scheduler.advance(world.random.below(50));
  }
}

/** What Outlook or Lupax refuses a person has not happened. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'GraphError' && name !== 'LupaxRefusal') throw error;
  }
}

export function listWaiting(world: World, person: Person): string[] {
  const runs = [...world.document(person).get('runs')!.values()] as { id: string; state: string }[];
  return runs.filter(({ state }) => state === 'waiting_for_approval').map(({ id }) => id);
}

async function untilUp(world: World): Promise<void> {
  await world.scheduler.runWhile(() => !world.isUp());
}

/** Lets what is going on come to its end. */
export async function settle(world: World): Promise<void> {
  await untilUp(world);
  const isBusy = (): boolean => !world.isUp() || world.isUnsettled() || world.people.some(world.isRunning);
  await world.scheduler.runWhile(isBusy);
}

/** One run of everybody, to its end. @returns the runs as they were recorded */
export async function syncAll(world: World): Promise<void> {
  await settle(world);
  for (const person of world.people) {
    begin(world, person, 'sync', ({ sync }) => sync.startSync(person.user, { dryRun: false }));
  }
  await world.scheduler.advance(10);
  await settle(world);
}

/** Approves whatever waits. */
export async function approveAll(world: World): Promise<void> {
  for (const person of world.people) {
    for (const runId of listWaiting(world, person)) {
      begin(world, person, 'approve', ({ sync }) => sync.approve(person.user, runId));
      await world.scheduler.advance(10);
      await settle(world);
    }
  }
}

/** Ends the storm: nothing fails any more, and it is noon, far from the next day. */
export async function calmDown(world: World): Promise<void> {
  world.putOutFuse();
  world.faults.clear();
  world.graph.control.faults.clear();
  world.graph.control.setDeltaLag(0);
  world.lupax.control.repeatChanges = false;
  await settle(world);
  await mendAccounts(world);
  const sinceMidnight = world.scheduler.now() % (24 * 60 * MINUTE_MS);
  const noon = 12 * 60 * MINUTE_MS;
  await world.scheduler.advance(((noon - sinceMidnight + 24 * 60 * MINUTE_MS) % (24 * 60 * MINUTE_MS)) + MINUTE_MS);
}
