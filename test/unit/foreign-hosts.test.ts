import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEntraKeys, EntraUnreachable } from '../../server/http/entra-keys.ts';
import { openMailbox, startFakeGraph, type FakeGraph, type Reply } from './graph/fake-graph.ts';
import { startFakeLupax } from './lupax/fake-lupax.ts';

/** Whatever comes in here came where no token may go. */
const visits: string[] = [];
const evil = createServer((request, response) => {
  visits.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
  response.setHeader('content-type', 'application/json').end('{"value":[],"keys":[]}');
});
let evilUrl: string;
let evilPort: number;
let graph: FakeGraph | undefined;
beforeEach(async () => {
  visits.length = 0;
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  evilPort = (evil.address() as AddressInfo).port;
  evilUrl = `http://127.0.0.1:${evilPort}`;
});
afterEach(async () => {
  await graph?.close();
  graph = undefined;
  evil.closeAllConnections();
  await new Promise((resolve) => evil.close(resolve));
});

/** Links that look as if they led to Graph, or hope to be taken for it. */
function listLookAlikes(graphUrl: string): string[] {
  const { host, port } = new URL(graphUrl);
  return [
    `${evilUrl}/v1.0/x`,
    `${evilUrl}/v1.0/users/x?$skip=1#${graphUrl}/v1.0/`,
    `http://${host}@127.0.0.1:${evilPort}/v1.0/x`,
    `http://graph.microsoft.com:x@127.0.0.1:${evilPort}/v1.0/x`,
    `//127.0.0.1:${evilPort}/v1.0/x`,
    `\\\\127.0.0.1:${evilPort}\\v1.0\\x`,
    `http:\\\\127.0.0.1:${evilPort}/v1.0/x`,
    `http://127.0.0.1:${evilPort}\\@${host}/v1.0/x`,
    ` ${evilUrl}/v1.0/x`,
    `http://localhost:${evilPort}/v1.0/x`,
    `http://[::1]:${evilPort}/v1.0/x`,
    `http://127.0.0.1.nip.example:${port}/v1.0/x`,
    'https://graph.microsoft.com.evil.example/v1.0/x',
    'https://graph.microsoft.com@evil.example/v1.0/x',
    'https://graph.microsoft.com:8443/v1.0/x',
    'https://graph.microsoft.com./v1.0/x',
    'https://evil.example/https://graph.microsoft.com/v1.0/x',
    'https://grаph.microsoft.com/v1.0/x',
    'http://graph.microsoft.com/v1.0/x',
    'ftp://graph.microsoft.com/v1.0/x',
    'file:///etc/passwd',
    'data:application/json,{}',
    'javascript:alert(1)',
    `${graphUrl}/beta/x`,
    `${graphUrl}/v1.0/../beta/x`,
    `${graphUrl}/v1.0/%2e%2e/beta/x`,
    `${graphUrl}/v1.0`,
    '',
  ];
}

const calendars: Reply = { json: { value: [{ id: 'c', name: 'Calendar' }] } };
const QUERY = {
  calendarId: 'c',
  deltaLink: null,
  window: { start: '2026-07-01T00:00:00Z', end: '2027-07-01T00:00:00Z' },
};

describe('links that lead away from Graph', () => {
  it('are not followed in a list', async () => {
    let link = '';
    graph = await startFakeGraph(({ url }) =>
      url.includes('/calendars') ? { json: { value: [], '@odata.nextLink': link } } : undefined,
    );
    for (link of listLookAlikes(graph.url).filter(Boolean)) {
      const before = graph.requests.length;
      await expect(openMailbox(graph).mailbox.listCalendars(), link).rejects.toMatchObject({ name: 'GraphError' });
      expect(graph.requests.length - before, link).toBe(1);
    }
    expect(visits).toEqual([]);
  });

  it.each(['@odata.nextLink', '@odata.deltaLink'])('are neither followed nor kept as %s of a delta', async (name) => {
    let link = '';
    graph = await startFakeGraph(({ url }) => {
      if (url.includes('/delta')) return { json: { value: [], [name]: link } };
      return url.includes('calendarPermissions') ? { json: { value: [] } } : undefined;
    });
    for (link of listLookAlikes(graph.url)) {
      const before = graph.parts.length + graph.requests.length;
      const reading = (await openMailbox(graph).mailbox.readCalendars([QUERY])).get('c');
      expect(reading, link).toBeInstanceOf(Error);
      expect(graph.parts.length + graph.requests.length - before, link).toBe(3);
    }
    expect(visits).toEqual([]);
  });

  it('are not followed when they stand in the store', async () => {
    graph = await startFakeGraph(({ url }) => {
      if (url.includes('/delta'))
        return { json: { value: [], '@odata.deltaLink': `${graph!.url}/v1.0/d?$deltatoken=1` } };
      return url.includes('calendarPermissions') ? { json: { value: [] } } : undefined;
    });
    for (const deltaLink of listLookAlikes(graph.url).filter(Boolean)) {
      const query = { ...QUERY, deltaLink };
      const reading = (await openMailbox(graph).mailbox.readCalendars([query])).get('c');
      expect(reading, deltaLink).toMatchObject({ changes: { complete: true } });
    }
    expect(visits).toEqual([]);
  });
});

describe('redirects', () => {
  it.each([301, 302, 303, 307, 308])('with %i are followed by nothing that bears a token', async (status) => {
    const redirect = { status, headers: { location: `${evilUrl}/v1.0/x` } };
    graph = await startFakeGraph(() => redirect);
    await expect(openMailbox(graph).mailbox.listCalendars()).rejects.toMatchObject({ name: 'GraphError' });
    await expect(openMailbox(graph).mailbox.lookUpEvents(['e'])).rejects.toMatchObject({ name: 'GraphError' });
    await graph.close();
    graph = await startFakeGraph(
      () => calendars,
      () => redirect,
    );
    await expect(openMailbox(graph).mailbox.listCalendars()).rejects.toMatchObject({ name: 'GraphError' });
    const lupax = await startFakeLupax(() => redirect);
    await expect(lupax.connector.signIn('a@b.example', 'x')).rejects.toMatchObject({ name: 'LupaxError' });
    await expect(lupax.session.readMe()).rejects.toMatchObject({ name: 'LupaxError' });
    await lupax.stop();
    expect(visits).toEqual([]);
  });
});

describe('the keys of Entra', () => {
  it.each([
    ['a redirect', { status: 302, headers: { location: 'EVIL/x' } }],
    ['keys that are not served securely', { json: { issuer: 'i', jwks_uri: 'EVIL/keys' } }],
    ['keys in a file', { json: { issuer: 'i', jwks_uri: 'file:///etc/passwd' } }],
  ])('are not fetched from elsewhere: %s', async (_what, reply) => {
    const answer = JSON.parse(JSON.stringify(reply).replace('EVIL', evilUrl)) as Reply;
    graph = await startFakeGraph(() => answer);
    const keys = createEntraKeys({ authorityHost: graph.url, now: Date.now });
    await expect(keys.find('11111111-1111-4111-8111-111111111111', 'v2')).rejects.toThrow(EntraUnreachable);
    expect(visits).toEqual([]);
  });
});
