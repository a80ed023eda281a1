import { existsSync } from 'node:fs';
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

/** Where distributions put it; what @sparticuz/chromium ships in its package stands in for a missing one on Linux. */
const KNOWN_PATHS = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
];

/** Nothing of the browser's own goes out to the network. */
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Fields for days and times are written as the system's language has it. */
const GERMAN = { args: ['--lang=de'], env: { ...process.env, LANGUAGE: 'de', LANG: 'de_DE.UTF-8' } };

/** What the package asks for because of where it is meant to run, and what makes closing a page end the browser. */
const LAMBDA_ONLY = ['--single-process', '--no-zygote'];

/** Drawing on a graphics card that software imitates took a third of the time of all these tests. */
const IMITATED_CARD = [
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** One process draws all pages: it need not be started, nor compile the same scripts, for each anew. */
const THRIFTY = ['--disable-gpu', '--renderer-process-limit=1'];

/** A real Chromium without a window: an installed one, else the one that came with `npm ci`. */
export async function launchBrowser(): Promise<Browser> {
  const installed = KNOWN_PATHS.find((path) => path !== '' && existsSync(path));
  if (installed !== undefined) {
    const args = ['--no-sandbox', ...THRIFTY, ...QUIET, ...GERMAN.args];
    return chromium.launch({ executablePath: installed, args, env: GERMAN.env });
  }
  const left = sparticuz.args.filter((arg) => ![...LAMBDA_ONLY, ...IMITATED_CARD].includes(arg));
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...left, ...THRIFTY, ...QUIET, ...GERMAN.args],
    env: GERMAN.env,
  });
}
