import type { LupaxControl } from '../../sandbox/lupax/index.ts';
import type { Days } from './days.ts';
import { PEOPLE } from './people.ts';
import type { PersonKey } from './people.ts';

/** What is planned in Lupax: appointments, shifts, a vacation and projects. */
export function seedLupax(
  lupax: LupaxControl,
  organizationId: number,
  users: Record<PersonKey, number>,
  days: Days,
): void {
  const { anna } = PEOPLE;
  const add = (person: PersonKey, input: Parameters<LupaxControl['addAppointment']>[2]) =>
    lupax.addAppointment(users[person], organizationId, input);

  const [fair] = [
    {
      title: 'Messeauftritt Stadtwerke',
      date_start: days.at(1, 'Do', '07:00'),
      date_end: days.at(1, 'Sa', '20:00'),
      description: '<p>Traversen, LED-Wand 6 × 3 m.</p>',
    },
    {
      title: 'Weihnachtsfeier Charité',
      date_start: days.at(3, 'Fr', '12:00'),
      date_end: days.at(3, 'Sa', '02:00'),
      description: '<p>Ton und Licht für 400 Gäste.</p>',
    },
  ].map((project) =>
    lupax.addProject(organizationId, {
      ...project,
      sales: 18_400,
      responsible: { id: users.anna, first_name: anna.firstName, last_name: anna.lastName },
    }),
  );

  add('anna', {
    title: 'Kundentermin Stadtwerke',
    date_start: days.at(0, 'Fr', '09:30'),
    date_end: days.at(0, 'Fr', '10:30'),
    location: 'Rosenstraße 1, Berlin-Mitte',
    notes: '<p>Entwurf der LED-Wand zeigen.</p>',
    project: { id: fair!.id, title: fair!.title },
    reminder_minutes: 30,
  });
  add('anna', {
    title: 'Angebot Weihnachtsfeier kalkulieren',
    date_start: days.at(1, 'Di', '13:00'),
    date_end: days.at(1, 'Di', '15:00'),
    notes: '<p>Marge mindestens 22 %.</p>',
    visibility: 'notes_private',
  });
  add('anna', {
    title: 'Personalgespräch',
    date_start: days.at(1, 'Fr', '11:00'),
    date_end: days.at(1, 'Fr', '12:00'),
    visibility: 'title_and_notes_private',
  });
  add('tom', {
    title: 'Schicht: Aufbau Halle 7.2',
    kind: 'shift',
    date_start: days.at(1, 'Do', '06:00'),
    date_end: days.at(1, 'Do', '14:00'),
    location: 'Messe Berlin, Tor 9',
  });
  add('tom', {
    title: 'Schicht: Tonregie Freilichtbühne',
    kind: 'shift',
    date_start: days.at(1, 'Sa', '15:00'),
    date_end: days.at(1, 'So', '00:30'),
  });
  add('tom', {
    title: 'Urlaub',
    kind: 'vacation',
    all_day: 1,
    date_start: days.date(4, 'Mo'),
    date_end: days.date(5, 'Mo'),
  });
  add('mia', {
    title: 'Crewaufruf Weihnachtsfeier',
    date_start: days.at(1, 'Mo', '10:00'),
    date_end: days.at(1, 'Mo', '11:00'),
    status: 'tentative',
  });
}
