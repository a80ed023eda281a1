import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
let view: View;
const share = (role: string | null) =>
  engine.sandbox.graph.setSharing(anna.objectId, anna.defaultCalendarId, role as never);

beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const VISIBILITY_OF_ROLE = {
  freeBusyRead: 'title_and_notes_private',
  limitedRead: 'notes_private',
  read: 'public',
  write: 'public',
  delegateWithoutPrivateEventAccess: 'public',
  delegateWithPrivateEventAccess: 'public',
  custom: 'title_and_notes_private',
};

test('each change of the sharing shows in Lupax with the next synchronisation, with what is withheld', async () => {
  anna.addEvent(
    berlinEvent('Besprechung', 2, 10, {
      location: { displayName: 'Halle 7' },
      attendees: [{ type: 'required', emailAddress: { name: 'Kim', address: 'kim@elsewhere.example' } }],
      isOnlineMeeting: true,
      onlineMeetingProvider: 'teamsForBusiness',
    }),
  );
  anna.addEvent(berlinEvent('Aufbau', 3, 10, { body: { contentType: 'html', content: '<p>Plan</p>' } }));
  await anna.sync();
  const roles = Object.keys(VISIBILITY_OF_ROLE) as (keyof typeof VISIBILITY_OF_ROLE)[];
  // Every role after every other one.
  for (const from of roles) {
    for (const to of roles) {
      share(from);
      await anna.sync();
      share(to);
      await anna.sync();
      const visibility = VISIBILITY_OF_ROLE[to];
      const open = visibility === 'public';
      const meeting = view.appointment('Besprechung');
      expect({ from, to, ...meeting }).toMatchObject({
        from,
        to,
        visibility,
        location: visibility === 'title_and_notes_private' ? '' : 'Halle 7',
        participants: open ? [{ name: 'Kim', email: 'kim@elsewhere.example' }] : [],
      });
      expect(meeting.online_meeting.join_url === null).toBe(!open);
      expect(view.appointment('Aufbau')).toMatchObject({ visibility, notes: '<p>Plan</p>' });
    }
  }
  expect(view.event('Besprechung')['location']).toMatchObject({ displayName: 'Halle 7' });
  await view.expectQuiet();
  expect(engine.sandbox.graph.mails).toEqual([]);
}, 60_000);

test('the sensitivity of an event makes it stricter than its calendar, and back', async () => {
  const eventId = anna.addEvent(berlinEvent('Arzt', 2, 10, { location: { displayName: 'Praxis' } }));
  await anna.sync();
  for (const [sensitivity, visibility, location] of [
    ['personal', 'notes_private', 'Praxis'],
    ['private', 'title_and_notes_private', ''],
    ['confidential', 'title_and_notes_private', ''],
    ['normal', 'public', 'Praxis'],
    ['private', 'title_and_notes_private', ''],
    ['personal', 'notes_private', 'Praxis'],
  ]) {
    engine.sandbox.graph.patchEvent(anna.objectId, eventId, { sensitivity });
    await anna.sync();
    expect(view.appointment('Arzt')).toMatchObject({ visibility, location });
    expect(view.event('Arzt')).toMatchObject({ sensitivity, location: { displayName: 'Praxis' } });
  }
  await view.expectQuiet();
});

test('what a user raises in Lupax stays raised through changes in Outlook, and can be lowered as far as the table', async () => {
  share('limitedRead');
  const eventId = anna.addEvent(berlinEvent('Termin', 2, 10, { location: { displayName: 'Halle 7' } }));
  await anna.sync();
  const visibility = () => view.appointment('Termin').visibility;
  const setInLupax = (value: 'public' | 'notes_private' | 'title_and_notes_private') =>
    engine.sandbox.lupax.editAppointment(view.appointment('Termin').id, { visibility: value });
  setInLupax('title_and_notes_private');
  await anna.sync();
  expect(view.appointment('Termin')).toMatchObject({ visibility: 'title_and_notes_private', location: '' });
  expect(view.event('Termin')).toMatchObject({ sensitivity: 'normal', location: { displayName: 'Halle 7' } });

  engine.sandbox.graph.patchEvent(anna.objectId, eventId, { location: { displayName: 'Halle 8' } });
  await anna.sync();
  share('read');
  await anna.sync();
  expect(view.appointment('Termin')).toMatchObject({ visibility: 'title_and_notes_private', location: '' });
  await view.expectQuiet();

  share('limitedRead');
  await anna.sync();
  setInLupax('public');
  await anna.sync();
  expect(visibility()).toBe('notes_private');
  expect(view.appointment('Termin').location).toBe('Halle 8');
  share('read');
  await anna.sync();
  expect(visibility()).toBe('public');
  await view.expectQuiet();
  expect(view.event('Termin')).toMatchObject({ sensitivity: 'normal', location: { displayName: 'Halle 8' } });
});

test('a place that a user sets in Lupax on an entry whose place is withheld reaches Outlook', async () => {
  share('freeBusyRead');
  anna.addEvent(berlinEvent('Termin', 2, 10, { location: { displayName: 'Halle 7' } }));
  await anna.sync();
  expect(view.appointment('Termin').location).toBe('');
  engine.sandbox.lupax.editAppointment(view.appointment('Termin').id, { location: 'Halle 9' });
  await anna.sync();
  expect(view.event('Termin')['location']).toMatchObject({ displayName: 'Halle 9' });
  expect(view.appointment('Termin').location).toBe('');
  await view.expectQuiet();
  expect(view.event('Termin')['location']).toMatchObject({ displayName: 'Halle 9' });
});

test.each([
  ['public', 'normal'],
  ['notes_private', 'normal'],
  ['title_and_notes_private', 'private'],
] as const)(
  'a Lupax entry that is %s has the sensitivity %s in Outlook, whatever the role',
  async (visibility, sensitivity) => {
    anna.addAppointment(berlinAppointment('Eintrag', 2, 10, { visibility, notes: '<p>Gage</p>', location: 'Halle 7' }));
    for (const role of Object.keys(VISIBILITY_OF_ROLE)) {
      share(role);
      await anna.sync();
      expect(view.event('Eintrag')).toMatchObject({ sensitivity });
      const shows = role === 'read' || role === 'write' || role.startsWith('delegate');
      const hidden = visibility === 'notes_private' && shows;
      if (hidden) expect(view.body('Eintrag')).not.toContain('Gage');
      expect(view.appointment('Eintrag')).toMatchObject({ visibility, notes: '<p>Gage</p>', location: 'Halle 7' });
    }
    await view.expectQuiet();
  },
);

test('a sensitivity set in Outlook on a copy tightens the Lupax entry; taking it off loosens nothing', async () => {
  const { id } = anna.addAppointment(
    berlinAppointment('Eintrag', 2, 10, { notes: '<p>Gage</p>', location: 'Halle 7' }),
  );
  await anna.sync();
  const copyId = view.event('Eintrag').id;
  engine.sandbox.graph.patchEvent(anna.objectId, copyId, { sensitivity: 'private' });
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(id)).toMatchObject({
    visibility: 'title_and_notes_private',
    notes: '<p>Gage</p>',
    location: 'Halle 7',
  });
  await view.expectQuiet();
  engine.sandbox.graph.patchEvent(anna.objectId, copyId, { sensitivity: 'normal' });
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(id)!.visibility).toBe('title_and_notes_private');
  expect(view.event('Eintrag')).toMatchObject({ sensitivity: 'private' });
  await view.expectQuiet();
  engine.sandbox.lupax.editAppointment(id, { visibility: 'public' });
  await anna.sync();
  expect(view.event('Eintrag')).toMatchObject({ sensitivity: 'normal' });
  await view.expectQuiet();
});

test('personal in Outlook makes a Lupax entry notes_private and its notes leave a calendar that shows them', async () => {
  const { id } = anna.addAppointment(berlinAppointment('Eintrag', 2, 10, { notes: '<p>Gage</p>' }));
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Eintrag').id, { sensitivity: 'personal' });
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(id)).toMatchObject({ visibility: 'notes_private', notes: '<p>Gage</p>' });
  expect(view.body('Eintrag')).not.toContain('Gage');
  await view.expectQuiet();
});

test('private titles and notes that are edited in Outlook reach Lupax as private as they are', async () => {
  anna.addEvent(berlinEvent('Arzt', 2, 10, { sensitivity: 'private' }));
  const { id } = anna.addAppointment(
    berlinAppointment('Gehaltsgespräch', 3, 10, { visibility: 'title_and_notes_private', notes: '<p>Gage</p>' }),
  );
  await anna.sync();
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Gehaltsgespräch').id, {
    subject: 'Gespräch',
    body: { contentType: 'html', content: '<p>Honorar</p>' },
    location: { displayName: 'Büro' },
  });
  engine.sandbox.lupax.editAppointment(view.appointment('Arzt').id, { title: 'Zahnarzt', notes: '<p>Nüchtern</p>' });
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(id)).toMatchObject({
    title: 'Gespräch',
    notes: '<p>Honorar</p>',
    location: 'Büro',
    visibility: 'title_and_notes_private',
  });
  expect(view.event('Zahnarzt')).toMatchObject({ sensitivity: 'private' });
  expect(view.body('Zahnarzt')).toContain('Nüchtern');
  expect(view.appointment('Zahnarzt').visibility).toBe('title_and_notes_private');
  await view.expectQuiet();
});

test('a line that stands for withheld notes never lands in Lupax, edited or not', async () => {
  const { id } = anna.addAppointment(
    berlinAppointment('Vertrag', 2, 10, { notes: '<p>Gage 900</p>', visibility: 'notes_private' }),
  );
  await anna.sync();
  const notes = () => engine.sandbox.lupax.appointment(id)!.notes;
  const link = engine.sandbox.lupax.appointment(id)!.url;
  for (const content of [
    '<p>Meine Anmerkung</p>',
    '',
    `<p><a href="${link}">Notizen in Lupax ansehen</a></p><p>und mehr</p>`,
  ]) {
    engine.sandbox.graph.patchEvent(anna.objectId, view.event('Vertrag').id, {
      body: { contentType: 'html', content },
    });
    await anna.sync();
    expect(notes()).toBe('<p>Gage 900</p>');
    expect(view.body('Vertrag')).toContain('Notizen in Lupax ansehen');
    expect(view.body('Vertrag')).not.toMatch(/Anmerkung|und mehr|Gage/);
  }
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Vertrag').id, { location: { displayName: 'Halle 7' } });
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(id)).toMatchObject({ notes: '<p>Gage 900</p>', location: 'Halle 7' });

  // Edited while the sharing changes, so that notes may be shown again.
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Vertrag').id, {
    body: { contentType: 'html', content: '<p>Anmerkung</p>' },
  });
  share('freeBusyRead');
  await anna.sync();
  expect(notes()).toBe('<p>Gage 900</p>');
  expect(view.body('Vertrag')).toContain('Gage 900');
  engine.sandbox.lupax.editAppointment(id, { visibility: 'public' });
  share('read');
  await anna.sync();
  expect(view.body('Vertrag')).toContain('Gage 900');
  await view.expectQuiet();
});

test('tightening is carried out before anything else, however much is waiting', async () => {
  for (let day = 1; day <= 12; day += 1) {
    anna.addEvent(berlinEvent(`Alt ${day}`, day));
    anna.addAppointment(berlinAppointment(`Lupax alt ${day}`, day, 16, { visibility: 'public' }));
  }
  await anna.sync();
  const document = await anna.document();
  await document.commit([
    { collection: 'link', key: 'self', value: { ...document.get('link', 'self')!, category: 'unknown' } },
  ]);
  for (let day = 1; day <= 30; day += 1) {
    anna.addEvent(berlinEvent(`Neu ${day}`, day, 12));
    anna.addAppointment(berlinAppointment(`Lupax neu ${day}`, day, 17));
  }
  const toTighten = anna
    .appointments()
    .filter(({ title }) => title.startsWith('Lupax alt'))
    .slice(0, 6);
  for (const { id } of toTighten) engine.sandbox.lupax.editAppointment(id, { visibility: 'title_and_notes_private' });
  const tightened = view.events().filter(({ subject }) => toTighten.some(({ title }) => title === subject));
  engine.sandbox.graph.deleteEvent(anna.objectId, view.event('Alt 12').id);
  share('limitedRead');
  view.clearLogs();
  expect(await anna.sync()).toMatchObject({ state: 'done' });
  const outlook = engine.sandbox.graph.writes();
  expect(outlook).toHaveLength(36 + outlook.filter(({ url }) => url.includes('masterCategories')).length);
  const patched = outlook
    .slice(0, 6)
    .map(
      ({ method, url }) =>
        `${method} ${tightened.some(({ id }) => url.includes(encodeURIComponent(id)) || url.includes(id))}`,
    );
  expect(patched).toEqual(Array.from({ length: 6 }, () => 'PATCH true'));
  const lupax = engine.sandbox.lupax.writes.map(({ method }) => method);
  expect(lupax).toEqual([
    ...Array.from({ length: 11 }, () => 'PUT'),
    ...Array.from({ length: 30 }, () => 'POST'),
    'DELETE',
  ]);
});
