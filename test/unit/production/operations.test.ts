import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { listVariables, readConfig } from '../../../server/config.ts';
import { createMetrics } from '../../../server/metrics.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const UNIT = 'docs/production/lupax-microsoft365.service';

/** First cell → second cell, of the table that begins with this row. */
function readTable(text: string, head: string): Map<string, string> {
  const rows = text.slice(text.indexOf(head)).split('\n\n')[0]!.split('\n').slice(2);
  return new Map(
    rows.map((row) => {
      const [, name = '', value = ''] = row.split('|').map((cell) => cell.trim().replaceAll('`', ''));
      return [name, value];
    }),
  );
}

describe('the table of environment variables', () => {
  const table = readTable(read('docs/production.md'), '| variable |');

  test('has every variable that the server reads, and no other', () => {
    expect([...table.keys()].sort()).toEqual(listVariables().sort());
  });

  test('names the defaults that are in force, and what is required', () => {
    const ID = '6f5b1a0e-3c8a-4d27-9c3e-2f1d0b7a4e51';
    const required = {
      ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
      AAD_APP_CLIENT_ID: ID,
      AAD_APP_TENANT_ID: ID,
    };
    const reading = readConfig(required);
    if (!reading.ok) throw new Error(reading.faults.join());
    const { config } = reading;
    expect(Number(table.get('PORT'))).toBe(config.port);
    expect(table.get('PUBLIC_URL')!.replace('$PORT', String(config.port))).toBe(config.publicUrl);
    expect(table.get('AZURE_AUTHORITY_HOST')).toBe(config.entra.authorityHost);
    expect(table.get('GRAPH_BASE_URL')).toBe(config.graphBaseUrl);
    expect(table.get('LUPAX_BASE_URL')).toBe(config.lupaxBaseUrl);
    expect(Number(table.get('SYNC_INTERVAL_SECONDS'))).toBe(config.syncIntervalSeconds);
    expect(table.get('LOG_LEVEL')).toBe(config.logLevel);
    const rows = read('docs/production.md').split('\n');
    const markedRequired = rows.filter((row) => /^\| `\w+` .*Required \|$/.test(row)).map((row) => row.split('`')[1]);
    expect(markedRequired.sort()).toEqual(Object.keys(required).sort());
  });

  test('and the one of the README, and the example for systemd, name no variable that is not read', () => {
    const readme = read('README.md');
    for (const name of listVariables()) expect(readme, name).toContain(`\`${name}\``);
    const example = read('docs/production/lupax-microsoft365.env.example');
    for (const [, name] of example.matchAll(/^#?([A-Z_]+)=/gm)) expect(listVariables()).toContain(name);
  });
});

test('every metric of the product is described, and those of the alerts are there', async () => {
  const { text } = await createMetrics('1.2.3').render();
  const names = [...text.matchAll(/^# TYPE (lupax_\w+)/gm)].map(([, name]) => name!);
  const documented = read('docs/production.md');
  for (const name of names) expect(documented, name).toContain(`\`${name}`);
  const alerts = read('docs/production/alerts.yml');
  for (const [name] of alerts.matchAll(/lupax_\w+/g))
    expect(names).toContain(name.replace(/_(?:count|sum|bucket)$/, ''));
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
test.skipIf(!hasSystemd)('systemd has nothing to say against the unit', () => {
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', join(ROOT, UNIT)], { encoding: 'utf8' });
  // Of other units of this machine it may complain, too.
  const complaints = (stdout + stderr).split('\n').filter((line) => line.includes('lupax-microsoft365'));
  expect(complaints).toEqual([]);
  expect(status).toBe(0);
});

test('the unit waits longer than the server needs to end, and gives it nothing but its data to write', () => {
  const unit = read(UNIT);
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)![1])).toBeGreaterThan(10);
  for (const line of ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'CapabilityBoundingSet=', 'ProtectHome=yes']) {
    expect(unit).toMatch(new RegExp(`^${line}$`, 'm'));
  }
});
