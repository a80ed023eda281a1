import type { OutlookCalendar } from '../sync/core/outlook-event.ts';
import type { CheckContext } from './context.ts';
import { requireGraphAnswer, settle } from './evidence.ts';
import { fault, ok, type Finding } from './finding.ts';

export async function checkCalendars({ evidence, user }: CheckContext): Promise<Finding> {
  const calendars = requireGraphAnswer(await evidence.calendars());
  if (!calendars.ok)
    return fault('calendars_denied', { email: user.email, answer: calendars.error.facts.graphCode ?? '' });
  return ok({ count: calendars.value.length });
}

/** How the user's own calendar is shared decides what Lupax shows of it. */
export async function checkSharing({ evidence, user }: CheckContext): Promise<Finding> {
  const calendar = await findCalendar({ evidence });
  if (!calendar) return fault('sharing_none', { email: user.email });
  const mailbox = await evidence.mailbox;
  const sharing = requireGraphAnswer(await settle(() => mailbox.readSharing(calendar.id)));
  const params = { email: user.email, calendar: calendar.name };
  if (!sharing.ok) return fault('sharing_denied', { ...params, answer: sharing.error.facts.graphCode ?? '' });
  return sharing.value === 'none' ? fault('sharing_none', params) : ok({ ...params, role: sharing.value });
}

export async function checkMailboxSettings({ evidence, user }: CheckContext): Promise<Finding> {
  const settings = requireGraphAnswer(await evidence.settings());
  if (settings.ok) return ok();
  return fault('mailbox_settings_denied', { email: user.email, answer: settings.error.facts.graphCode ?? '' });
}

/** The user's default calendar, else the first. */
export async function findCalendar({ evidence }: Pick<CheckContext, 'evidence'>): Promise<OutlookCalendar | null> {
  const calendars = await evidence.calendars();
  if (!calendars.ok) return null;
  return calendars.value.find(({ isDefault }) => isDefault) ?? calendars.value[0] ?? null;
}

/** With the access policy of Teams, which has nothing to do with Exchange's. */
export async function checkOnlineMeetings({ evidence, user, clientId }: CheckContext): Promise<Finding> {
  const objectId = await evidence.findObjectId();
  // Teams takes object ids only.
  if (objectId === null) return { kind: 'blocked', by: 'directory' };
  const mailbox = await evidence.mailbox;
  const meetings = requireGraphAnswer(await settle(() => mailbox.readMeetings()));
  if (meetings.ok) return ok();
  const params = { email: user.email, clientId, objectId };
  if (meetings.error.facts.policyMissing) return fault('meeting_policy_missing', params);
  return fault('online_meetings_denied', { ...params, answer: meetings.error.facts.graphCode ?? '' });
}
