import { parseArgs } from 'node:util';
import { findCopies, removeCopies, type CalendarCount, type Removal } from '../cleanup/clean-mailbox.ts';
import { readCleanupConfig } from '../cleanup/config.ts';
import { readEnvironment } from '../environment.ts';
import { createGraphConnector } from '../graph/index.ts';
import { runCommand, UsageError } from './fail.ts';

const USAGE = `npm run cleanup -- --mailbox anna@firma.de [--yes] [--series] [--tenant ID] [--client-id ID]
  Finds copies of Lupax entries in all calendars of a mailbox by their marker, without any database, and counts them.
  --yes        deletes them, and the category "Lupax" if nothing bears it any more
  --dry-run    only counts, also with --yes
  --series     also copies that somebody has made a series of
  --tenant, --client-id  the app registration with Calendars.ReadWrite; otherwise AAD_APP_TENANT_ID, AAD_APP_CLIENT_ID
  Its secret, or its certificate with private key in PEM, is read from CLEANUP_CLIENT_SECRET, otherwise
  SECRET_AAD_APP_CLIENT_SECRET. What has attendees stays: deleting it would mail them.`;

const CATEGORY: Record<Removal['category'], string> = {
  removed: 'the category "Lupax" is gone',
  used: 'the category "Lupax" stays, other events bear it',
  denied: 'the category "Lupax" stays, the app may not write mailbox settings (MailboxSettings.ReadWrite)',
  not_asked: 'the category "Lupax" stays',
};

await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      mailbox: { type: 'string' },
      tenant: { type: 'string' },
      'client-id': { type: 'string' },
      yes: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      series: { type: 'boolean', default: false },
    },
  });
  const reading = readCleanupConfig(readEnvironment(process.cwd()), {
    mailbox: values.mailbox,
    tenant: values.tenant,
    clientId: values['client-id'],
  });
  if (!reading.ok) throw new UsageError(reading.faults.join('\n'));
  const { config } = reading;
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const { authorityHost, graphBaseUrl } = config;
  const connector = createGraphConnector({ authorityHost, graphBaseUrl, signal: stopping.signal });
  const mailbox = connector.openMailbox(config.app, config.mailbox);

  const findings = await findCopies(mailbox, values.series);
  const lines = findings.calendars.map(describeCalendar);
  process.stdout.write([`${config.mailbox}: ${findings.copies.length} copies`, ...lines, ''].join('\n'));
  if (!values.yes || values['dry-run']) {
    if (findings.copies.length > 0) process.stdout.write('Nothing was deleted. --yes deletes them.\n');
    return 0;
  }
  const removal = await removeCopies(mailbox, findings);
  process.stdout.write(`${removal.deleted} deleted; ${CATEGORY[removal.category]}\n`);
  if (removal.failed === 0) return 0;
  process.stderr.write(`${removal.failed} could not be deleted; the same command finds them again\n`);
  return 2;
});

function describeCalendar({ name, appointments, projects, kept }: CalendarCount): string {
  const parts = [`${appointments} appointments`, `${projects} projects`];
  if (kept.attendees) parts.push(`${kept.attendees} with attendees stay`);
  if (kept.not_organizer) parts.push(`${kept.not_organizer} of other organizers stay`);
  if (kept.series) parts.push(`${kept.series} that are series by now stay (--series)`);
  return `  ${name}: ${parts.join(', ')}`;
}
