import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createGraphConnector } from '../../server/graph/index.ts';
import { createLupaxConnector } from '../../server/lupax/connector.ts';
import { createDefaultSettings, createEmptyFeed } from '../../server/store/defaults.ts';
import { openLowdbStore } from '../../server/store/lowdb-store.ts';
import { connectDatabase } from '../../server/store/postgres/database.ts';
import { migrate } from '../../server/store/postgres/migrate.ts';
import { createPostgresStore } from '../../server/store/postgres/postgres-store.ts';
import { createPostgresLeases } from '../../server/store/postgres/run-leases.ts';
import { createSecrets } from '../../server/store/secrets.ts';
import type { Settings, UserId } from '../../server/store/types.ts';
import type { Direction } from '../../server/sync/core/entry.ts';
import type { SharingRole } from '../../server/sync/core/outlook-event.ts';
import type { Run } from '../../server/sync/core/run.ts';
import { createSyncService } from '../../server/sync/service.ts';
import { startSandbox } from '../sandbox/index.ts';
import { createDatabaseIfWanted } from './postgres/wanted.ts';

const CLIENT_ID = '5f0c9d3e-9a51-4c0b-8f83-6d1f6a3b2c11';
const SECRET = 'a-secret-for-tests';
const PASSWORD = 'geheim';

/** The synchronisation with real stores and connectors over the sandbox; links are made directly in the store. */
export async function startEngine(
  options: { now?: () => number; dataDir?: string | undefined; moreRoles?: string[] } = {},
) {
  const clock = { now: options.now ?? Date.now };
  const sandbox = await startSandbox({ clock });
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'lupax-engine-')));
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const database = options.dataDir === undefined ? await createDatabaseIfWanted() : null;
  const opened = database ? await openDatabase(database.url) : null;
  const store = opened?.store ?? (await openLowdbStore({ dataDir, log }));
  const graph = createGraphConnector({ authorityHost: sandbox.entraUrl, graphBaseUrl: sandbox.graphUrl, log });
  const lupax = createLupaxConnector({ baseUrl: sandbox.lupaxUrl, log });
  const tenantId = randomUUID();
  const app = { tenantId, clientId: CLIENT_ID, credential: { kind: 'secret' as const, secret: SECRET } };
  sandbox.entra.addTenant(tenantId);
  const { moreRoles = [] } = options;
  const roles = ['Calendars.ReadWrite', 'MailboxSettings.ReadWrite', 'User.Read.All', ...moreRoles];
  sandbox.entra.addApp({ tenantId, clientId: CLIENT_ID, secrets: [{ value: SECRET }], roles });
  sandbox.graph.addTenant(tenantId);
  const organizationId = sandbox.lupax.addOrganization({ title: 'Hauptstadt Events GmbH' });
  const tokens = new Map<string, string>();

  const service = createSyncService({
    store,
    ...(opened ? { leases: opened.leases } : {}),
    async openSession(user, document, log) {
      const requests = { graph: 0, lupax: 0 };
      const zone = document.get('link', 'self')?.timeZone;
      const mailbox = graph.openMailbox(app, user.objectId, {
        onRequest: () => (requests.graph += 1),
        defaultZone: zone,
        log,
      });
      const session = lupax.openSession(organizationId, tokens.get(user.objectId)!, {
        onRequest: () => (requests.lupax += 1),
        timeZone: zone,
        log,
      });
      return { mailbox, lupax: session, requests };
    },
    refresh: async () => {},
    findProjectOwner: async (_document, _session, { projectsOf }) => projectsOf,
    secrets: createSecrets({ key: randomBytes(32).toString('base64'), oldKeys: [] }),
    now: clock.now,
    log,
  });

  /** A person with a mailbox, a Lupax account and a link between them. */
  async function addPerson(name: string, settings: Partial<Settings> = {}, timeZone = 'Europe/Berlin') {
    const objectId = randomUUID();
    const [firstName = name, lastName = 'Muster'] = name.split(' ');
    const email = `${firstName.toLowerCase()}@hauptstadt.example`;
    sandbox.graph.addUser({ tenantId, objectId, upn: email, name, mailbox: 'ok', timeZone });
    const lupaxUserId = sandbox.lupax.addUser({
      organizationIds: [organizationId],
      email,
      password: PASSWORD,
      firstName,
      lastName,
      role: 'user',
    });
    // People may not change what the connector protects, so the engine works with the unattended token.
    const jwt = await lupax.signIn(email, PASSWORD);
    const granted = await lupax.openSession(organizationId, jwt).requestToken();
    tokens.set(objectId, granted!.token);
    const user: UserId = { tenantId, objectId };
    const document = await store.openUser(user);
    await document.commit([
      {
        collection: 'link',
        key: 'self',
        value: {
          state: 'ok',
          user: { name, email },
          email,
          organization: { id: organizationId, title: 'Hauptstadt Events GmbH' },
          lupaxUserId,
          role: 'user',
          token: randomBytes(8).toString('hex'),
          tokenKind: 'login',
          tokenExpiresAt: null,
          linkedAt: new Date(clock.now()).toISOString(),
          timeZone,
          interface: { connector: true, enabled: true, onlineMeetings: true },
          askedAt: null,
          started: false,
          category: 'unknown',
          lastSuccessAt: null,
        },
      },
      { collection: 'settings', key: 'self', value: { ...createDefaultSettings(), ...settings } },
      { collection: 'feed', key: 'self', value: createEmptyFeed() },
    ]);

    const person = {
      user,
      objectId,
      lupaxUserId,
      email,
      document: () => store.openUser(user),
      defaultCalendarId: sandbox.graph.defaultCalendarId(objectId),
      /** Puts a calendar into sync, as a user would in the tab. */
      async useCalendar(id: string, direction: Direction, sharing: SharingRole = 'read') {
        if (sharing !== 'unknown') sandbox.graph.setSharing(objectId, id, sharing);
        const current = (await store.openUser(user)).get('calendars', id);
        const value = {
          ...(current ?? {
            name: 'Kalender',
            color: 'auto',
            isDefault: true,
            canEdit: true,
            deltaLink: null,
            window: null,
            lastSyncedAt: null,
          }),
          id,
          sharing: current?.sharing ?? sharing,
          direction,
        };
        await (await store.openUser(user)).commit([{ collection: 'calendars', key: id, value }]);
      },
      async changeSettings(patch: Partial<Settings>) {
        const document = await store.openUser(user);
        await document.commit([
          { collection: 'settings', key: 'self', value: { ...document.get('settings', 'self')!, ...patch } },
        ]);
      },
      /** What Lupax said last about its interface. */
      async changeInterface(patch: { onlineMeetings: boolean }) {
        const document = await store.openUser(user);
        const link = document.get('link', 'self')!;
        const value = { ...link, interface: { ...link.interface, ...patch } };
        await document.commit([{ collection: 'link', key: 'self', value }]);
      },
      async sync(dryRun = false): Promise<Run> {
        const started = await service.startSync(user, { dryRun });
        if (!started.ok) throw new Error(started.code);
        await service.settle(user);
        return (await store.openUser(user)).get('runs', started.runId)!;
      },
      appointments: () => sandbox.lupax.appointments(lupaxUserId),
      addAppointment: (fields: object) => sandbox.lupax.addAppointment(lupaxUserId, organizationId, fields as never),
      addEvent: (fields: object, calendarId = sandbox.graph.defaultCalendarId(objectId)) =>
        sandbox.graph.addEvent(objectId, calendarId, fields as never),
    };
    return person;
  }

  return {
    sandbox,
    store,
    service,
    organizationId,
    tenantId,
    clientId: CLIENT_ID,
    addPerson,
    async stop() {
      await service.stop();
      await store.close();
      await opened?.close();
      await database?.drop();
      await sandbox.stop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openDatabase(url: string) {
  const database = connectDatabase({ url });
  await migrate(database);
  const leases = createPostgresLeases(database);
  return {
    store: createPostgresStore(database),
    leases,
    async close() {
      await leases.close();
      await database.close();
    },
  };
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;
export type Person = Awaited<ReturnType<Engine['addPerson']>>;

/** `yyyy-MM-dd` some days from today, UTC. */
export function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A timed Outlook event in Berlin. */
export function berlinEvent(subject: string, day: number, hour = 10, more: object = {}) {
  const date = dayFromNow(day);
  const at = (h: number) => ({ dateTime: `${date}T${String(h).padStart(2, '0')}:00:00`, timeZone: 'Europe/Berlin' });
  return { subject, start: at(hour), end: at(hour + 1), showAs: 'busy', ...more };
}

/** A timed Lupax appointment in Berlin. */
export function berlinAppointment(title: string, day: number, hour = 10, more: object = {}) {
  const date = dayFromNow(day);
  const at = (h: number) => `${date}T${String(h).padStart(2, '0')}:00:00`;
  return { title, date_start: at(hour), date_end: at(hour + 1), time_zone: 'Europe/Berlin', all_day: 0, ...more };
}
