import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDefaultSettings } from '../../../server/store/defaults.ts';
import type { OrganizationRecord, Store } from '../../../server/store/types.ts';
import type { Run } from '../../../server/sync/core/run.ts';
import { ANNA, BEN, REFUSED, createAttention, createCalendar, createLink, setCalendar } from './sample-records.ts';

/** A store on a place of its own. */
export interface StoreUnderTest {
  store: Store;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<Store>;
  destroy(): Promise<void>;
}

const ORGANIZATION: OrganizationRecord = {
  id: 7,
  tenantId: ANNA.tenantId,
  clientId: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc',
  credential: { kind: 'secret', encrypted: 'v1.k.i.d' },
  secretExpiresOn: null,
  enabled: true,
  allowedUsers: null,
};

/** What every engine must do; the engines run the same sentences. */
export function describeStoreContract(engine: string, create: () => Promise<StoreUnderTest>): void {
  describe(`store on ${engine}`, () => {
    let place: StoreUnderTest;
    beforeEach(async () => (place = await create()));
    afterEach(() => place.destroy());

    it('opens an empty document for a user of whom nothing is stored, and stores nothing by that', async () => {
      const document = await place.store.openUser(ANNA);
      expect(document.get('link', 'self')).toBeUndefined();
      expect(document.list('pairs').size).toBe(0);
      expect(await place.store.listUsers()).toEqual([]);
    });

    it('reads what was committed, at once and after a restart', async () => {
      const document = await place.store.openUser(ANNA);
      await document.commit([
        setCalendar('AAMk/+=', 'Größe „A“\n\u2028'),
        { collection: 'settings', key: 'self', value: createDefaultSettings() },
      ]);
      expect(document.get('calendars', 'AAMk/+=')?.name).toBe('Größe „A“\n\u2028');
      const again = await (await place.reopen()).openUser(ANNA);
      expect(again.get('calendars', 'AAMk/+=')).toEqual(createCalendar('AAMk/+=', 'Größe „A“\n\u2028'));
      expect(again.get('settings', 'self')).toEqual(createDefaultSettings());
    });

    it('tells keys apart by case and keeps keys that name parts of every object', async () => {
      const document = await place.store.openUser(ANNA);
      const keys = ['AAa', 'AAA', '__proto__', 'constructor', '10', '9'];
      await document.commit(keys.map((key) => setCalendar(key)));
      const again = await (await place.reopen()).openUser(ANNA);
      expect([...again.list('calendars').keys()].sort()).toEqual([...keys].sort());
    });

    it('removes a record with null, replaces one with another, and the last change of a commit wins', async () => {
      const document = await place.store.openUser(ANNA);
      await document.commit([setCalendar('a', 'first'), setCalendar('b'), setCalendar('a', 'second')]);
      await document.commit([{ collection: 'calendars', key: 'b', value: null }]);
      const again = await (await place.reopen()).openUser(ANNA);
      expect([...again.list('calendars')]).toEqual([['a', createCalendar('a', 'second')]]);
    });

    it('carries out commits that were made at the same time in their order', async () => {
      const document = await place.store.openUser(ANNA);
      const names = Array.from({ length: 50 }, (_none, index) => `name ${index}`);
      await Promise.all(names.map((name) => document.commit([setCalendar('a', name), setCalendar(name)])));
      const again = await (await place.reopen()).openUser(ANNA);
      expect(again.get('calendars', 'a')?.name).toBe('name 49');
      expect(again.list('calendars').size).toBe(51);
    });

    it('stores what a record was when it was committed, whatever its caller does to it later', async () => {
      const document = await place.store.openUser(ANNA);
      const record = createCalendar('a', 'committed');
      const committed = document.commit([{ collection: 'calendars', key: 'a', value: record }]);
      // A store may copy what it is given, or refuse that it is changed.
      const refusal = attempt(() => (record.name = 'changed afterwards'));
      if (refusal !== null) expect(refusal).toBeInstanceOf(TypeError);
      await committed;
      expect(document.get('calendars', 'a')?.name).toBe('committed');
    });

    it('refuses changes to a record that was read, because they would never be stored', async () => {
      const document = await place.store.openUser(ANNA);
      await document.commit([{ collection: 'settings', key: 'self', value: createDefaultSettings() }]);
      const settings = document.get('settings', 'self');
      expect(() => {
        settings!.reminders.enabled = false;
      }).toThrow(TypeError);
    });

    it('shares one state among all who have opened a user', async () => {
      const [one, other] = await Promise.all([place.store.openUser(ANNA), place.store.openUser(ANNA)]);
      await one.commit([setCalendar('a')]);
      expect(other.get('calendars', 'a')).toBeDefined();
    });

    it('keeps users apart and lists them; upper and lower case of an id are the same user', async () => {
      await (await place.store.openUser(ANNA)).commit([setCalendar('a')]);
      await (await place.store.openUser(BEN)).commit([setCalendar('b')]);
      const shouted = { tenantId: ANNA.tenantId, objectId: ANNA.objectId.toUpperCase() };
      expect((await place.store.openUser(shouted)).list('calendars').has('a')).toBe(true);
      const users = await (await place.reopen()).listUsers();
      expect(users).toHaveLength(2);
      expect(users).toEqual(expect.arrayContaining([ANNA, BEN]));
    });

    it.each(['', 'x', '../../../../etc/passwd', `${ANNA.objectId}/..`])('refuses %j as an id', async (objectId) => {
      const opening = place.store.openUser({ tenantId: ANNA.tenantId, objectId });
      await expect(opening).rejects.toMatchObject({ name: 'StoreError', code: 'invalid_id' });
    });

    it('removes everything of a user and nothing of others', async () => {
      await (await place.store.openUser(ANNA)).commit([setCalendar('a')]);
      await (await place.store.openUser(BEN)).commit([setCalendar('b')]);
      await place.store.deleteUser(ANNA);
      expect(await place.store.listUsers()).toEqual([BEN]);
      expect((await place.store.openUser(ANNA)).list('calendars').size).toBe(0);
      const store = await place.reopen();
      expect((await store.openUser(ANNA)).list('calendars').size).toBe(0);
      expect((await store.openUser(BEN)).list('calendars').size).toBe(1);
    });

    it('lets nobody who held a removed document bring its data back', async () => {
      const held = await place.store.openUser(ANNA);
      await held.commit([setCalendar('a')]);
      await place.store.deleteUser(ANNA);
      expect(held.list('calendars').size).toBe(0);
      await expect(held.commit([setCalendar('b')])).rejects.toMatchObject({ code: 'deleted' });
      const fresh = await place.store.openUser(ANNA);
      await fresh.commit([setCalendar('c')]);
      expect([...fresh.list('calendars').keys()]).toEqual(['c']);
    });

    it('keeps organisations, one record per id', async () => {
      await place.store.putOrganization({ ...ORGANIZATION, enabled: false });
      await place.store.putOrganization(ORGANIZATION);
      await place.store.putOrganization({ ...ORGANIZATION, id: 8 });
      const store = await place.reopen();
      expect(await store.getOrganization(7)).toEqual(ORGANIZATION);
      expect((await store.listOrganizations()).map(({ id }) => id).sort()).toEqual([7, 8]);
      expect(await store.getOrganization(9)).toBeUndefined();
    });

    it('counts links and subscriptions by state, waiting runs and what needs attention, whatever was opened since the start', async () => {
      const link = createLink();
      const anna = await place.store.openUser(ANNA);
      await anna.commit([
        { collection: 'link', key: 'self', value: { ...link, started: true } },
        { collection: 'runs', key: 'r1', value: { state: 'waiting_for_approval' } as Run },
        { collection: 'runs', key: 'r2', value: { state: 'done' } as Run },
        { collection: 'attention', key: 'a', value: createAttention('a', 'mailbox_missing') },
        { collection: 'subscriptions', key: 'c', value: REFUSED },
      ]);
      const ben = await place.store.openUser(BEN);
      await ben.commit([{ collection: 'link', key: 'self', value: { ...link, started: true } }]);
      const counts = {
        links: { ok: 2, paused: 0, not_started: 0, sign_in_expired: 0 },
        waitingRuns: 1,
        attention: { mailbox_missing: 1 },
        subscriptions: { creating: 0, active: 0, refused: 1 },
      };
      expect(await place.store.count()).toEqual(counts);
      expect(await (await place.reopen()).count()).toEqual(counts);

      const again = await place.store.openUser(BEN);
      await again.commit([
        { collection: 'settings', key: 'self', value: { ...createDefaultSettings(), paused: true } },
      ]);
      expect((await place.store.count()).links).toMatchObject({ ok: 1, paused: 1 });
      await again.commit([{ collection: 'link', key: 'self', value: { ...link, state: 'sign_in_expired' } }]);
      expect((await place.store.count()).links).toMatchObject({ ok: 1, paused: 0, sign_in_expired: 1 });
      await again.commit([{ collection: 'link', key: 'self', value: link }]);
      expect((await place.store.count()).links).toMatchObject({ not_started: 1 });
      await place.store.deleteUser(ANNA);
      expect(await place.store.count()).toMatchObject({ links: { ok: 0 }, waitingRuns: 0, attention: {} });
    });

    it('says that it can write', async () => {
      await expect(place.store.check()).resolves.toBeUndefined();
    });

    it('refuses everything once it is closed', async () => {
      const document = await place.store.openUser(ANNA);
      const { store } = place;
      await store.close();
      await expect(document.commit([setCalendar('a')])).rejects.toMatchObject({ code: 'closed' });
      await expect(store.openUser(BEN)).rejects.toMatchObject({ code: 'closed' });
      await expect(store.check()).rejects.toMatchObject({ code: 'closed' });
    });
  });
}

function attempt(work: () => void): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}
