import type { Run } from '../../server/sync/core/run.ts';
import type { Direction } from '../../server/sync/core/entry.ts';
import { PASSWORD, type Person } from './people.ts';
import type { Happening } from './story.ts';
import type { World } from './world.ts';

export type AccountHappening = Extract<
  Happening,
  { do: 'resume' | 'unlink' | 'link' | 'expireSignIn' | 'switchInterface' | 'direct' | 'choose' }
>;

/** What a person does with the link itself, in the tab or in Lupax. What the product refuses has not happened. */
export async function actOnAccount(world: World, person: Person, what: AccountHappening): Promise<void> {
  const process = world.process();
  const user = signedInAs(person);
  switch (what.do) {
    case 'expireSignIn':
      world.lupax.control.expireTokens(person.lupaxUserId);
      return void world.signedOut.add(person);
    case 'switchInterface':
      return world.lupax.control.setInterface(world.organizationId, { enabled: what.enabled });
    case 'resume':
      return process?.settings.change(user, { paused: false }).then(ignore, ignore);
    case 'choose':
      return process?.settings.change(user, what.settings).then(ignore, ignore);
    case 'direct': {
      const calendarId = person.calendarIds[what.calendar % person.calendarIds.length]!;
      return process?.calendars.setDirection(user, calendarId, what.direction).then(ignore, ignore);
    }
    case 'unlink':
      if (!process || world.isRunning(person)) return;
      if (what.copies === 'keep') return process.unlink.keepCopies(user).catch(ignore);
      // Taking back begins with forgetting.
      world.history.unlinked.add(person.objectId);
      world.beginErrand(person, 'unlink');
      return process.unlink.removeCopies(user).then(ignore, ignore);
    case 'link':
      return signIn(world, person, what.directions).catch(ignore);
  }
}

/** Links the person, or signs in again. A link that is new has its calendars switched on. */
async function signIn(world: World, person: Person, directions: readonly Direction[]): Promise<void> {
  const process = world.process();
  const user = signedInAs(person);
  await process?.link.link(user, { email: person.email, password: PASSWORD }, '192.0.2.1');
  world.signedOut.delete(person);
  for (const [index, calendarId] of person.calendarIds.entries()) {
    const direction = directions[index];
    if (!direction || world.history.direction(calendarId).last !== 'off') continue;
    // Refused where the contract refuses it.
    await process?.calendars.setDirection(user, calendarId, direction).catch(ignore);
  }
}

/** After the storm everybody is linked and signed in, the interface is on, and nothing is paused. */
export async function mendAccounts(world: World): Promise<void> {
  world.lupax.control.setInterface(world.organizationId, { enabled: true });
  for (const person of world.people) {
    const link = readLink(world, person);
    if (!link || link.state !== 'ok' || world.signedOut.has(person)) {
      await finish(world, signIn(world, person, link ? [] : ['both', 'to_lupax']));
    }
    await finish(world, actOnAccount(world, person, { do: 'resume', who: person.number }));
  }
}

async function finish(world: World, work: Promise<void>): Promise<void> {
  let ended = false;
  void work.then(
    () => void (ended = true),
    (error: unknown) => {
      world.violate(`the link could not be mended: ${String(error)}`);
      ended = true;
    },
  );
  await world.scheduler.runWhile(() => !ended);
}

/** The link as it is stored; undefined when there is none. */
export function readLink(world: World, person: Person): { started: boolean; state: string } | undefined {
  return world.document(person).get('link')?.get('self') as { started: boolean; state: string } | undefined;
}

/** The runs that wrote something and can be undone, newest first. */
export function listUndoable(world: World, person: Person): Run[] {
  const runs = [...world.document(person).get('runs')!.values()] as Run[];
  return runs
    .filter(({ kind, state, undone }) => kind === 'sync' && state !== 'running' && !undone)
    .filter(({ operations }) => operations.some(({ result }) => result === 'done' || result === 'conflict'))
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

function signedInAs({ user, name, email }: Person) {
  return { ...user, name, email, signInName: email };
}

function ignore(): void {}
