import { readFile } from 'node:fs/promises';
import express from 'express';
import type { Router } from 'express';
import ts from 'typescript';
import type { Sandbox } from '../sandbox/index.ts';
import { COMPANY, type Person } from './company/index.ts';
import { addDraft, listItems } from './outlook-list.ts';

const FOLDER = new URL('./host/', import.meta.url);
const SCRIPTS = ['host', 'outlook', 'office'];

/**
 * The page around the tab that stands in for Teams and Outlook: what the demo shows first. It signs in whomever it is told to, so it is
 * only ever part of a demo, which listens on loopback.
 */
export function createHostPage(sandbox: Sandbox, people: Person[]): Router {
  const router = express.Router();
  const find = (key: unknown): Person | undefined => people.find((person) => person.key === key);

  router.get(['/', '/demo'], async (_request, response) => {
    response.type('html').send(await readFile(new URL('index.html', FOLDER), 'utf8'));
  });
  router.get('/demo/host.css', async (_request, response) => {
    response.type('css').send(await readFile(new URL('host.css', FOLDER), 'utf8'));
  });
  for (const name of SCRIPTS) {
    router.get(`/demo/${name}.js`, async (_request, response) => {
      response.type('js').send(await transpile(name));
    });
  }
  router.get('/demo/people', (_request, response) => {
    const { tenantId } = COMPANY;
    response.json(
      people.map(({ key, name, objectId, email, password }) => ({ key, name, objectId, tenantId, email, password })),
    );
  });
  router.get('/demo/events', (request, response) => {
    const person = find(request.query['person']);
    if (!person) return void response.status(404).json({});
    response.json(listItems(sandbox, person));
  });
  router.post('/demo/events', (request, response) => {
    const person = find(request.query['person']);
    if (!person) return void response.status(404).json({});
    response.status(201).json(addDraft(sandbox, person));
  });
  router.post('/demo/token', (request, response) => {
    const person = find(request.query['person']);
    if (!person) return void response.status(404).json({});
    const { tenantId, productClientId } = COMPANY;
    response.json({
      token: sandbox.entra.issueUserToken({ tenantId, objectId: person.objectId, audience: productClientId }),
    });
  });
  return router;
}

/** By what they were made from: the tests open the page hundreds of times. */
const transpiled = new Map<string, string>();

async function transpile(name: string): Promise<string> {
  const source = await readFile(new URL(`${name}.ts`, FOLDER), 'utf8');
  const before = transpiled.get(source);
  if (before !== undefined) return before;
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    rewriteRelativeImportExtensions: true,
  };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  transpiled.set(source, outputText);
  return outputText;
}
