import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findCopies, removeCopies } from '../../server/cleanup/clean-mailbox.ts';
import { readCleanupConfig } from '../../server/cleanup/config.ts';
import { createGraphConnector } from '../../server/graph/index.ts';
import { lookAt, type View } from '../helpers/engine-views.ts';
import {
  berlinAppointment,
  berlinEvent,
  dayFromNow,
  startEngine,
  type Engine,
  type Person,
} from '../helpers/engine.ts';

const SECRET = 'a-secret-for-tests';

let engine: Engine;
let anna: Person;
let view: View;
beforeEach(async () => {
  engine = await startEngine();
  anna = await engine.addPerson('Anna Berger');
  view = lookAt(engine, anna);
  await anna.useCalendar(anna.defaultCalendarId, 'to_outlook');
});
afterEach(() => engine.stop());

/** As the command opens it: by the address, with nothing of the store. */
function openMailbox() {
  const { entraUrl, graphUrl } = engine.sandbox;
  const app = {
    tenantId: engine.tenantId,
    clientId: engine.clientId,
    credential: { kind: 'secret' as const, secret: SECRET },
  };
  return createGraphConnector({ authorityHost: entraUrl, graphBaseUrl: graphUrl }).openMailbox(app, anna.email);
}
const addCopies = async (count: number, from = 1) => {
  for (let day = from; day < from + count; day += 1) anna.addAppointment(berlinAppointment(`Lupax ${day}`, day));
  await anna.sync();
};
const categories = () => engine.sandbox.graph.masterCategories(anna.objectId).map(({ displayName }) => displayName);
const MARKER = 'String {6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51} Name LupaxEntry';

describe('cleaning a mailbox', () => {
  test('counts first and writes nothing, then deletes what bears the marker and nothing else', async () => {
    await addCopies(5);
    // The user's own event looks just like a copy, category included, and another one bears a property of somebody else.
    anna.addEvent(berlinEvent('Lupax 1', 1, 10, { categories: ['Lupax'] }));
    anna.addEvent(
      berlinEvent('Fremd', 2, 10, {
        singleValueExtendedProperties: [{ id: MARKER.replace('LupaxEntry', 'Other'), value: '1/appointment/1' }],
      }),
    );
    anna.addEvent(
      berlinEvent('Unlesbar', 3, 10, { singleValueExtendedProperties: [{ id: MARKER, value: 'mine/and/mine alone' }] }),
    );
    engine.sandbox.graph.clearLog();
    const mailbox = openMailbox();
    const findings = await findCopies(mailbox, false);
    expect(findings.calendars).toEqual([expect.objectContaining({ appointments: 5, projects: 0, kept: {} })]);
    expect(engine.sandbox.graph.writes()).toEqual([]);
    expect(JSON.stringify(findings)).not.toContain('Lupax 1');

    expect(await removeCopies(mailbox, findings)).toEqual({ deleted: 5, failed: 0, category: 'used' });
    expect(view.titles().outlook).toEqual(['Fremd', 'Lupax 1', 'Unlesbar']);
    expect(categories()).toContain('Lupax');
    expect((await findCopies(mailbox, false)).copies).toEqual([]);
  });

  test('finds them in all calendars, also in those that are off by now, and takes the category when nothing bears it', async () => {
    await addCopies(3);
    const other = engine.sandbox.graph.addCalendar(anna.objectId, { name: 'Zweiter', sharing: 'read' });
    await anna.useCalendar(anna.defaultCalendarId, 'off');
    await anna.useCalendar(other, 'to_outlook');
    await addCopies(2, 10);
    const mailbox = openMailbox();
    const findings = await findCopies(mailbox, false);
    expect(findings.calendars.map(({ appointments }) => appointments).sort()).toEqual([2, 3]);
    expect(await removeCopies(mailbox, findings)).toEqual({ deleted: 5, failed: 0, category: 'removed' });
    expect(view.titles().outlook).toEqual([]);
    expect(categories()).not.toContain('Lupax');
  });

  test('leaves what others were invited to, and mails nobody; a series that somebody made only goes when it is meant', async () => {
    await addCopies(3);
    engine.sandbox.graph.patchEvent(anna.objectId, view.event('Lupax 1').id, {
      attendees: [{ type: 'required', emailAddress: { name: 'Kim', address: 'kim@elsewhere.example' } }],
    });
    engine.sandbox.graph.patchEvent(anna.objectId, view.event('Lupax 2').id, {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: dayFromNow(2), numberOfOccurrences: 3 },
      },
    } as never);
    const mails = engine.sandbox.graph.mails.length;
    const mailbox = openMailbox();
    const findings = await findCopies(mailbox, false);
    expect(findings.calendars).toEqual([
      expect.objectContaining({ appointments: 1, kept: { attendees: 1, series: 1 } }),
    ]);
    expect(await removeCopies(mailbox, findings)).toMatchObject({ deleted: 1, category: 'used' });
    expect(view.titles().outlook).toEqual(['Lupax 1', 'Lupax 2']);
    const more = await findCopies(mailbox, true);
    expect(await removeCopies(mailbox, more)).toMatchObject({ deleted: 1 });
    expect(view.titles().outlook).toEqual(['Lupax 1']);
    expect(engine.sandbox.graph.mails).toHaveLength(mails);
  });

  test('cut off in the middle it can be repeated, and throttling is obeyed', async () => {
    await addCopies(12);
    const mailbox = openMailbox();
    engine.sandbox.graph.faults.add({ match: { method: 'DELETE' }, kind: 'status', status: 503, after: 4, times: 60 });
    await expect(removeCopies(mailbox, await findCopies(mailbox, false))).rejects.toMatchObject({
      code: 'unavailable',
    });
    engine.sandbox.graph.faults.clear();
    const left = view.titles().outlook.length;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(12);
    engine.sandbox.graph.faults.add({
      match: { method: 'DELETE' },
      kind: 'status',
      status: 429,
      retryAfter: 0.3,
      times: 3,
    });
    engine.sandbox.graph.faults.add({ match: { method: 'DELETE' }, kind: 'lostAnswer', times: 2 });
    const removal = await removeCopies(mailbox, await findCopies(mailbox, false));
    expect(removal).toMatchObject({ deleted: left, failed: 0, category: 'removed' });
    expect(view.titles().outlook).toEqual([]);
  }, 60_000);

  test('what was changed since it was counted stays, and is found by the next try', async () => {
    await addCopies(2);
    const mailbox = openMailbox();
    const findings = await findCopies(mailbox, false);
    engine.sandbox.graph.patchEvent(anna.objectId, view.event('Lupax 1').id, { subject: 'Geändert' });
    expect(await removeCopies(mailbox, findings)).toMatchObject({ deleted: 1, failed: 1, category: 'used' });
    expect(view.titles().outlook).toEqual(['Geändert']);
    expect(await removeCopies(mailbox, await findCopies(mailbox, false))).toMatchObject({ deleted: 1, failed: 0 });
  });

  test('an app that may not read a mailbox says so, and deletes nothing', async () => {
    await addCopies(1);
    engine.sandbox.graph.faults.add({ match: { url: /calendars/ }, kind: 'status', status: 403, times: 9 });
    await expect(findCopies(openMailbox(), false)).rejects.toMatchObject({ code: 'forbidden' });
    expect(view.titles().outlook).toEqual(['Lupax 1']);
  });
});

describe('the command', () => {
  async function run(...args: string[]) {
    const { PATH = '', HOME = '' } = process.env;
    const env = {
      ...{ PATH, HOME, AAD_APP_TENANT_ID: engine.tenantId, AAD_APP_CLIENT_ID: engine.clientId },
      ...engine.sandbox.env(),
      CLEANUP_CLIENT_SECRET: SECRET,
    };
    const child = spawn('npm', ['run', '--silent', 'cleanup', '--', ...args], { env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }

  test('counts unless it is told to delete, and names no title', async () => {
    await addCopies(2);
    const counted = await run('--mailbox', anna.email);
    expect(counted.code).toBe(0);
    expect(counted.output).toContain(`${anna.email}: 2 copies\n`);
    expect(counted.output).not.toContain('Lupax 1');
    expect((await run('--mailbox', anna.email, '--yes', '--dry-run')).output).toContain('Nothing was deleted');
    expect(view.titles().outlook).toHaveLength(2);
    const deleted = await run('--mailbox', anna.email, '--yes');
    expect(deleted.output).toContain('2 deleted; the category "Lupax" is gone');
    expect(view.titles().outlook).toEqual([]);
  }, 240_000);
});

test('the configuration names each fault, and never the secret', () => {
  const reading = readCleanupConfig(
    { AAD_APP_TENANT_ID: 'organizations', AZURE_AUTHORITY_HOST: 'http://evil.example' },
    {},
  );
  expect(reading.ok ? [] : reading.faults.map((fault) => fault.split(':')[0])).toEqual([
    '--mailbox',
    'AAD_APP_TENANT_ID or --tenant',
    'AAD_APP_CLIENT_ID or --client-id',
    'CLEANUP_CLIENT_SECRET',
    'AZURE_AUTHORITY_HOST',
  ]);
  const pem = '-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----';
  const id = '6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51';
  const options = { mailbox: 'anna@firma.de', tenant: id, clientId: id };
  expect(readCleanupConfig({ CLEANUP_CLIENT_SECRET: pem }, options)).toMatchObject({
    config: { app: { credential: { kind: 'certificate' } } },
  });
});
