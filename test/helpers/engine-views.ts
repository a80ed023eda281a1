import { expect } from 'vitest';
import type { StoredEventView } from '../sandbox/graph/control-types.ts';
import type { Appointment } from '../sandbox/lupax/types.ts';
import type { Engine, Person } from './engine.ts';

/** What stands on both sides of one person's link, by title, and whether a further synchronisation has work to do. */
export function lookAt(engine: Engine, person: Person) {
  const { graph, lupax } = engine.sandbox;
  const found = <T>(what: T | undefined, title: string): T => {
    if (what === undefined) throw new Error(`nothing is called "${title}"`);
    return what;
  };
  return {
    events: (): StoredEventView[] => graph.events(person.objectId),
    event: (subject: string): StoredEventView =>
      found(
        graph.events(person.objectId).find((event) => event.subject === subject),
        subject,
      ),
    appointment: (title: string): Appointment =>
      found(
        person.appointments().find((appointment) => appointment.title === title),
        title,
      ),
    titles: () => ({
      outlook: graph
        .events(person.objectId)
        .map(({ subject }) => subject)
        .sort(),
      lupax: person
        .appointments()
        .map(({ title }) => title)
        .sort(),
    }),
    body: (subject: string): string =>
      (
        found(
          graph.events(person.objectId).find((event) => event.subject === subject),
          subject,
        )['body'] as { content: string }
      ).content,
    clearLogs(): void {
      graph.clearLog();
      lupax.clearLog();
    },
    /** Writes since the logs were cleared, as `POST outlook`, `PUT lupax` and so on. */
    writes: () => [
      ...graph.writes().map(({ method }) => `${method} outlook`),
      ...lupax.writes.map(({ method }) => `${method} lupax`),
    ],
    /** Synchronises once more, with the deltas and then in full: neither writes anything. */
    async expectQuiet(): Promise<void> {
      for (const full of [false, true]) {
        if (full) {
          graph.expireDeltaLinks();
          lupax.expireCursors();
        }
        this.clearLogs();
        expect(await person.sync()).toMatchObject({ state: 'done', error: null, operations: [] });
        expect(this.writes()).toEqual([]);
      }
    },
    attention: async (): Promise<string[]> =>
      [...(await person.document()).list('attention').values()].map(({ code }) => code).sort(),
  };
}

export type View = ReturnType<typeof lookAt>;
