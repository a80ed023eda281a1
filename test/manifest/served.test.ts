import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES_DIR } from '../../addin/build.ts';
import { buildPackage } from '../../manifest/build-package.ts';
import { listLeaves } from '../../manifest/walk.ts';
import { writeTabLink } from '../../server/deep-links.ts';
import { startBotApi, type BotApi } from '../helpers/bot.ts';
import { PUBLIC_URL, sources, TEAMS_APP_ID, valuesOf } from './sample.ts';

const { manifest, outlook } = buildPackage(sources, valuesOf());
const named = [...listLeaves(manifest).map(({ value }) => String(value)), ...(outlook.match(/https:[^"<]+/g) ?? [])];
const paths = [...new Set(named.filter((text) => text.startsWith(`${PUBLIC_URL}/`)))].map(
  (url) => new URL(url).pathname,
);

let api: BotApi;
beforeAll(async () => {
  api = await startBotApi({ env: { PUBLIC_URL, TEAMS_APP_ID }, pages: { folder: PAGES_DIR } });
});
afterAll(() => api.stop());

const get = (path: string): Promise<Response> => fetch(api.url + path, { redirect: 'error' });

describe('what the package names, the server has:', () => {
  it('names the tab, the pane and the icons', () => {
    expect(paths.sort()).toEqual([
      '/icons/128.png',
      '/icons/16.png',
      '/icons/32.png',
      '/icons/64.png',
      '/icons/80.png',
      '/pane',
      '/tab',
    ]);
  });

  it.each(paths.filter((path) => !path.endsWith('.png')))(
    '%s is a page that Teams and Outlook may frame',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(response.headers.get('content-security-policy')).toMatch(/frame-ancestors [^;]*teams\.microsoft\.com/);
    },
  );

  it.each(paths.filter((path) => path.endsWith('.png')))(
    '%s is an icon of that size that Outlook may show and keep',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/png');
      expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(response.headers.get('cache-control')).toBe('public, max-age=86400');
      const { width, height } = PNG.sync.read(Buffer.from(await response.arrayBuffer()));
      const size = Number(/\d+/.exec(path));
      expect([width, height]).toEqual([size, size]);
    },
  );

  it('the pages themselves stay with their origin', async () => {
    expect((await get('/tab')).headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

describe('the link to the tab that the bot gives', () => {
  it('opens the app and the tab that the manifest declares', async () => {
    const chat = api.openChat({ objectId: '3b8f0c2e-6d41-4a7f-9e15-8c2d0b7a6f94', name: 'Fremde Person' });
    const [card] = await chat.say('heute');
    const [url = ''] = /https:\/\/teams\.microsoft\.com\/l\/entity\/[^"]+/.exec(JSON.stringify(card)) ?? [];
    const [, , , appId, entityId] = new URL(url).pathname.split('/');
    const tab = manifest.staticTabs?.find((one) => one.entityId === entityId);
    expect(appId).toBe(manifest.id);
    expect(tab).toMatchObject({ scopes: ['personal'] });
    expect(new URL(url).searchParams.get('webUrl')).toBe(tab?.contentUrl);
  });

  it('names the app by the client id where Teams has given it no other id, as the package does', () => {
    const values = valuesOf('production', { TEAMS_APP_ID: '' });
    const { manifest: same } = buildPackage(sources, values);
    expect(writeTabLink(values.clientId, PUBLIC_URL)).toContain(`/l/entity/${same.id}/`);
  });
});
