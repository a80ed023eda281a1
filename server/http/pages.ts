import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express from 'express';
import type { RequestHandler, Router } from 'express';

export interface PagesOptions {
  /** The folder of the built pages (addin/build.ts). */
  folder: string;
  /** Stands in for Microsoft's Office.js where that cannot be reached; only the demo has one. */
  officeJs?: string;
}

const MICROSOFTS_OFFICE_JS = 'https://appsforoffice.microsoft.com/lib/1/hosted/office.js';
const YEAR_SECONDS = 365 * 24 * 60 * 60;
const DAY_SECONDS = 24 * 60 * 60;

/** Tab and pane. Their scripts bear a digest in their name and are kept for ever; the pages themselves are asked for each time. */
export function servePages({ folder, officeJs }: PagesOptions): Router {
  const router = express.Router();
  const assets = { index: false, redirect: false, immutable: true, maxAge: YEAR_SECONDS * 1000 } as const;
  const icons = { immutable: false, maxAge: DAY_SECONDS * 1000 } as const;
  router.get('/', (_request, response) => response.redirect(302, '/tab'));
  router.get('/tab', sendPage(join(folder, 'tab.html')));
  router.get('/pane', sendPage(join(folder, 'pane.html'), officeJs));
  router.use('/assets', express.static(join(folder, 'assets'), assets));
  router.use('/icons', allowOtherOrigins, express.static(join(folder, 'icons'), { ...assets, ...icons }));
  return router;
}

/** The app package names the icons; Outlook's ribbon shows them in a page of its own. */
const allowOtherOrigins: RequestHandler = (_request, response, next) => {
  response.set('Cross-Origin-Resource-Policy', 'cross-origin');
  next();
};

function sendPage(file: string, officeJs?: string): RequestHandler {
  return async (_request, response) => {
    const page = await readFile(file, 'utf8');
    response.set('Cache-Control', 'no-cache').type('html');
    response.send(officeJs === undefined ? page : page.replace(MICROSOFTS_OFFICE_JS, officeJs));
  };
}
