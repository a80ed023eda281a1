import { isGraphAnswer } from '../graph/setup-probe.ts';
import { chooseNotificationUrl, WEBHOOK_PATH } from '../notifications/address.ts';
import type { CheckContext } from './context.ts';
import { requireGraphAnswer, settle } from './evidence.ts';
import { fault, ok, type Finding } from './finding.ts';
import { findCalendar } from './mailbox-steps.ts';

/** Tells subscriptions of the check from those of the synchronisation, also years later. */
const TEST_QUERY = '?setup-check=1';

export async function checkCalendarWrite(context: CheckContext): Promise<Finding> {
  const { evidence, user, testTitle: title } = context;
  const calendar = await findCalendar(context);
  if (!calendar) return fault('calendar_write_denied', { email: user.email, answer: '' });
  const mailbox = await evidence.mailbox;
  const written = await settle(() => mailbox.tryWriting(calendar.id, title));
  if (written.ok) return ok({ email: user.email });
  const { facts } = written.error;
  const params = { email: user.email, answer: facts.graphCode ?? '', title };
  if (facts.leftBehind && isGraphAnswer(written.error)) return fault('calendar_write_denied', params, 'leftBehind');
  requireGraphAnswer(written);
  return fault('calendar_write_denied', params);
}

/** Graph asks the address while it creates the subscription. It takes https, except where it runs on this machine. */
export async function checkWebhook({ evidence, place }: CheckContext): Promise<Finding> {
  const url = place.publicUrl + WEBHOOK_PATH;
  if (chooseNotificationUrl(place) === null) return fault('webhook_unreachable', { url }, 'insecure');
  const mailbox = await evidence.mailbox;
  const subscribed = await settle(() => mailbox.trySubscribing(url + TEST_QUERY));
  if (subscribed.ok) return ok({ url });
  // Graph did reach it; what is left ends by itself within the hour, or with the next check.
  if (subscribed.error.facts.leftBehind) return ok({ url }, 'leftBehind');
  requireGraphAnswer(subscribed);
  return fault('webhook_unreachable', { url, answer: subscribed.error.facts.graphCode ?? '' });
}
