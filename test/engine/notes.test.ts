import { afterEach, beforeEach, expect, test } from 'vitest';
import { lookAt, type View } from '../helpers/engine-views.ts';
import { berlinAppointment, berlinEvent, startEngine, type Engine, type Person } from '../helpers/engine.ts';

let engine: Engine;
let anna: Person;
let view: View;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'both', 'read');
});
afterEach(() => engine.stop());

const RICH = [
  '<h2>Ablauf</h2>  \r\n<ul>\r\n  <li>08:00 Aufbau&nbsp;&amp; Licht</li>\r\n  <li><b>10:00</b> Probe </li>\r\n</ul>',
  '<table border="1" style="color:red"><tr><td colspan="2">Bühne</td></tr></table>   ',
  '<p class="x">Plan: <a href="https://plan.example/?a=1&amp;b=2">hier</a><br>\r\n\r\nEnde</p>\r\n\r\n',
].join('\r\n');

test('notes lose scripts, styles and handlers on the way to Lupax and keep their text', async () => {
  const content =
    '<style>p{color:red}</style><p onclick="steal()">Bühne</p><script>steal()</script>' +
    '<img src=x onerror="steal()"><a href="javascript:steal()">Plan</a><iframe src="https://evil.example"></iframe>';
  anna.addEvent(berlinEvent('Aufbau', 2, 10, { body: { contentType: 'html', content } }));
  await anna.sync();
  const { notes } = view.appointment('Aufbau');
  expect(notes).toContain('Bühne');
  expect(notes).toContain('Plan');
  expect(notes).not.toMatch(/steal|script|onclick|onerror|iframe|style|color/i);
  expect(view.body('Aufbau')).toContain('steal()');
  await view.expectQuiet();
});

test('what the servers make of rich notes is nobody’s edit', async () => {
  anna.addEvent(berlinEvent('Aus Outlook', 2, 10, { body: { contentType: 'html', content: RICH } }));
  anna.addEvent(
    berlinEvent('Aus Text', 2, 12, { body: { contentType: 'text', content: 'Zeile 1\r\nZeile <2>  \r\n' } }),
  );
  const { id } = anna.addAppointment(berlinAppointment('Aus Lupax', 3, 10, { notes: RICH }));
  await anna.sync();
  const [written, mirrored] = [view.body('Aus Lupax'), view.appointment('Aus Outlook').notes];
  for (const text of ['Ablauf', '10:00', 'Bühne', 'https://plan.example/?a=1&amp;b=2']) {
    expect(written).toContain(text);
    expect(mirrored).toContain(text);
  }
  expect(view.appointment('Aus Text').notes).toContain('Zeile &lt;2&gt;');
  const original = engine.sandbox.lupax.appointment(id)!.notes;
  await view.expectQuiet();
  expect(engine.sandbox.lupax.appointment(id)!.notes).toBe(original);

  // An edit of another field on one side does not carry the rewritten notes over.
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, { location: { displayName: 'Halle 7' } });
  engine.sandbox.lupax.editAppointment(view.appointment('Aus Outlook').id, { location: 'Halle 8' });
  const bodyBefore = view.body('Aus Outlook');
  await anna.sync();
  expect(engine.sandbox.lupax.appointment(id)).toMatchObject({ location: 'Halle 7', notes: original });
  expect(view.body('Aus Outlook')).toBe(bodyBefore);
  await view.expectQuiet();
});

test('notes that a person edits are carried over, in both directions, and emptied notes are emptied', async () => {
  anna.addEvent(berlinEvent('Aus Outlook', 2, 10, { body: { contentType: 'html', content: RICH } }));
  anna.addAppointment(berlinAppointment('Aus Lupax', 3, 10, { notes: RICH }));
  await anna.sync();
  engine.sandbox.lupax.editAppointment(view.appointment('Aus Outlook').id, { notes: '<p>Neu in Lupax</p>' });
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, {
    body: { contentType: 'html', content: '<p>Neu in Outlook</p>' },
  });
  await anna.sync();
  expect(view.body('Aus Outlook')).toContain('Neu in Lupax');
  expect(view.body('Aus Outlook')).not.toContain('Ablauf');
  expect(view.appointment('Aus Lupax').notes).toBe('<p>Neu in Outlook</p>');
  await view.expectQuiet();

  engine.sandbox.lupax.editAppointment(view.appointment('Aus Outlook').id, { notes: '' });
  engine.sandbox.graph.patchEvent(anna.objectId, view.event('Aus Lupax').id, {
    body: { contentType: 'html', content: '' },
  });
  await anna.sync();
  expect(view.body('Aus Outlook')).not.toContain('Neu');
  expect(view.appointment('Aus Lupax').notes).toBe('');
  await view.expectQuiet();
});
