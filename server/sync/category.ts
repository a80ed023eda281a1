import { GraphError } from '../graph/errors.ts';
import { readLink, type RunContext } from './context.ts';
import { updateRecord } from './update-record.ts';
import { LUPAX_CATEGORY } from './core/marker.ts';

/**
 * Gives the category "Lupax" its colour in the mailbox, once. Events bear the category also without it, so an app that
 * may not write mailbox settings is no error, and an outage only puts it off.
 */
export async function ensureMasterCategory(context: RunContext): Promise<void> {
  const link = readLink(context.document);
  if (link.category !== 'unknown') return;
  const category = await context.session.mailbox.ensureCategory(LUPAX_CATEGORY).then(
    (made) => (made ? ('made' as const) : ('found' as const)),
    (error: unknown) => {
      if (!(error instanceof GraphError)) throw error;
      return error.code === 'forbidden' ? ('denied' as const) : ('unknown' as const);
    },
  );
  await updateRecord(context.document, 'link', 'self', (record) => ({ ...record, category }));
}
