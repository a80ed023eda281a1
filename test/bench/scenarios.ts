import { startStage, type Stage, type StageOptions, type StagePerson } from './stage.ts';

/** What is synchronised, up to the moment before the synchronisation that is measured. */
export interface Scenario {
  name: string;
  /** So often it is synchronised, and the median counts: what takes a few milliseconds is as short as the clock's step. */
  times?: number;
  /** So many others have been synchronised in the same way by then: what is measured is a server that runs, its code compiled. */
  warmUps: number;
  /** Of its time ÷ that of the bare exchange; null: none is set. */
  goal: number | null;
  prepare(stage: Stage, person: StagePerson): Promise<void>;
}

export interface Prepared {
  stage: Stage;
  person: StagePerson;
}

export interface PreparedGroup {
  stage: Stage;
  /** Each in the state in which the scenario begins. */
  people: StagePerson[];
}

export interface PrepareOptions extends StageOptions {
  /** What others have synchronised before: a server that has been running is measured, not one that starts. */
  warmUp?: Scenario[];
}

export async function prepare(scenario: Scenario, options: PrepareOptions = {}): Promise<Prepared> {
  const { stage, people } = await prepareGroup(scenario, 1, options);
  return { stage, person: people[0]! };
}

export async function prepareGroup(
  scenario: Scenario,
  count: number,
  options: PrepareOptions = {},
): Promise<PreparedGroup> {
  const { warmUp = Array.from({ length: scenario.warmUps }, () => scenario), ...ofStage } = options;
  const stage = await startStage(ofStage);
  for (const [number, one] of warmUp.entries()) await (await preparePerson(stage, number, one)).sync();
  const people: StagePerson[] = [];
  for (let one = 0; one < count; one += 1) people.push(await preparePerson(stage, warmUp.length + one, scenario));
  return { stage, people };
}

async function preparePerson(stage: Stage, number: number, scenario: Scenario): Promise<StagePerson> {
  const person = await stage.addPerson(number);
  await person.useCalendar();
  await scenario.prepare(stage, person);
  return person;
}

/** Enough for code that is carried out once an entry; after two mailboxes of 1,000 it is still being compiled. */
const WARM_UPS = 6;
const FEW_WARM_UPS = 2;

export const importOf = (entries: number): Scenario => ({
  name: `first import of ${entries} events`,
  warmUps: WARM_UPS,
  goal: 1.25,
  prepare: async (stage, person) => await addEvents(stage, person, entries),
});

export const exportOf = (entries: number): Scenario => ({
  name: `first export of ${entries} appointments`,
  warmUps: WARM_UPS,
  goal: 1.25,
  async prepare({ sandbox }, person) {
    for (let one = 0; one < entries; one += 1) {
      await sandbox.lupax.addAppointment(person.lupaxUserId, person.organizationId, makeAppointment(one));
    }
  },
});

/** The same where each answer takes so long, as it does on a network. */
export const delayedBy = (latencyMs: number, { name, prepare, ...rest }: Scenario): Scenario => ({
  ...rest,
  name: `${name}, each answer after ${latencyMs} ms`,
  warmUps: FEW_WARM_UPS,
  goal: null,
  async prepare(stage, person) {
    await prepare(stage, person);
    await stage.sandbox.graph.setLatency(latencyMs);
    await stage.sandbox.lupax.setLatency(latencyMs);
  },
});

export const quietOf = (entries: number): Scenario => ({
  name: `nothing changed among ${entries} entries`,
  warmUps: FEW_WARM_UPS,
  goal: 2,
  times: 7,
  async prepare(stage, person) {
    await addEvents(stage, person, entries);
    await person.sync();
    await person.sync();
  },
});

export const changesOf = (changes: number, entries: number): Scenario => ({
  name: `${changes} scattered changes among ${entries} entries`,
  warmUps: FEW_WARM_UPS,
  goal: null,
  async prepare(stage, person) {
    await addEvents(stage, person, entries);
    await person.sync();
    await person.sync();
    const events = await stage.sandbox.graph.events(person.objectId);
    const step = Math.floor(entries / changes);
    for (let one = 0; one < changes; one += 1) {
      const { id } = events[one * step]!;
      await stage.sandbox.graph.patchEvent(person.objectId, id, { subject: `Verlegt ${one}` });
    }
  },
});

/** Somebody whose calendar holds so many events, all of them in Lupax by now. */
export async function addSyncedPerson(stage: Stage, number: number, entries: number): Promise<StagePerson> {
  const person = await stage.addPerson(number);
  await person.useCalendar();
  await addEvents(stage, person, entries);
  await person.sync();
  return person;
}

/** Puts events into the person's default calendar. */
export async function addEvents({ sandbox }: Stage, person: StagePerson, entries: number): Promise<void> {
  for (let one = 0; one < entries; one += 1) {
    await sandbox.graph.addEvent(person.objectId, person.calendarId, makeEvent(one));
  }
}

/** Spread over 350 days, half an hour each, with a text as people write it. */
function placeOf(one: number): { start: string; end: string } {
  const day = new Date(Date.now() + (1 + (one % 350)) * 86_400_000).toISOString().slice(0, 10);
  const slot = 12 + (Math.floor(one / 350) % 30);
  const at = (half: number): string =>
    `${day}T${String(Math.floor(half / 2)).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}:00`;
  return { start: at(slot), end: at(slot + 1) };
}

function makeEvent(one: number) {
  const { start, end } = placeOf(one);
  return {
    subject: `Besprechung ${one}`,
    start: { dateTime: start, timeZone: 'Europe/Berlin' },
    end: { dateTime: end, timeZone: 'Europe/Berlin' },
    showAs: 'busy',
    location: { displayName: 'Halle 3' },
    body: { contentType: 'html', content: `<p>Punkt ${one}: Licht, Ton, Rigging.</p>` },
  };
}

export function makeAppointment(one: number) {
  const { start, end } = placeOf(one);
  return {
    title: `Besprechung ${one}`,
    date_start: start,
    date_end: end,
    time_zone: 'Europe/Berlin',
    location: 'Halle 3',
    notes: `<p>Punkt ${one}: Licht, Ton, Rigging.</p>`,
  };
}
