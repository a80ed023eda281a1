import { afterEach, describe, expect, it } from 'vitest';
import { SETUP_CODES, STEP_IDS, STEP_PLANS } from '../../server/setup/steps.ts';
import { startFirm, summarise, type CheckedFirm } from './checked-firm.ts';
import { PLANTS } from './plants.ts';

let firm: CheckedFirm;
afterEach(() => firm.api.stop());

const listWrites = ({ api }: CheckedFirm) => [
  ...api.sandbox.graph.writes().map(({ method, url }) => `${method} ${url}`),
  ...api.sandbox.lupax.writes.map(({ method, path }) => `${method} ${path}`),
];

describe('a set-up that is in order', () => {
  it('passes every step, and nothing is written', async () => {
    firm = await startFirm();
    const results = await firm.check();
    expect(results.map(({ id }) => id)).toEqual(STEP_IDS.filter((id) => !STEP_PLANS[id].writes));
    expect(summarise(results)).toEqual({ found: {}, skipped: [] });
    for (const { title, detail, fix, script, link } of results) {
      expect([fix, script, link]).toEqual([null, null, null]);
      for (const text of [title, detail]) expect(text).not.toMatch(/setup\.|\{\{|undefined/);
    }
    expect(listWrites(firm)).toEqual([]);
  });

  it('passes every step of the check that writes, and nothing is left behind', async () => {
    firm = await startFirm();
    const { graph } = firm.api.sandbox;
    const results = await firm.check({ write: true });
    expect(results.map(({ id }) => id)).toEqual(STEP_IDS);
    expect(summarise(results)).toEqual({ found: {}, skipped: [] });
    expect(graph.writes().map(({ method }) => method)).toEqual(['POST', 'DELETE', 'POST', 'DELETE']);
    expect(graph.events(firm.anna.objectId)).toEqual([]);
    expect(graph.subscriptions()).toEqual([]);
    expect(graph.mails).toEqual([]);
  });

  it("is tried with the administrator's own mailbox unless another one is named", async () => {
    firm = await startFirm();
    const { body } = await firm.admin.call('POST', '/api/admin/microsoft365/check');
    expect(summarise(body)).toEqual({ found: {}, skipped: [] });
    expect(JSON.stringify(body)).toContain(firm.admin.email);
    expect(firm.api.sandbox.graph.requests.every(({ oid }) => oid === null || oid === firm.admin.objectId)).toBe(true);
  });
});

describe('a planted fault is named, and nothing else', () => {
  it.each(PLANTS)('$what', async ({ plant, write = false, userEmail, found, skipped = [] }) => {
    firm = await startFirm();
    await plant(firm);
    const { graph } = firm.api.sandbox;
    graph.clearLog();
    const results = await firm.check({ write, ...(userEmail ? { userEmail } : {}) });
    expect(summarise(results)).toEqual({ found, skipped });
    for (const { status, code, title, detail, fix } of results) {
      if (status === 'ok' || status === 'skipped') continue;
      expect(SETUP_CODES[code!]).toBe(status);
      for (const text of [title, detail, fix]) expect(text).not.toMatch(/setup\.|\{\{|undefined|^$/);
    }
    if (!write) expect(graph.writes()).toEqual([]);
  });
});
