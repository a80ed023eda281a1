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

/** A real Chromium without a window: an installed one, else the one that came with `npm ci`. */
export async function launchBrowser(): Promise<Browser> {
  const installed = KNOWN_PATHS.find((path) => path !== '' && existsSync(path));
  if (installed !== undefined) {
    const args = ['--no-sandbox', '--disable-gpu', ...QUIET, ...GERMAN.args];
    return chromium.launch({ executablePath: installed, args, env: GERMAN.env });
  }
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((arg) => !LAMBDA_ONLY.includes(arg)), ...QUIET, ...GERMAN.args],
    env: GERMAN.env,
  });
}
