import { GraphError } from './errors.ts';
import { readList, readPage } from './pages.ts';
import { graphPath, withQuery } from './path.ts';
import type { Reach } from './reach.ts';

/** Graph's name for green, https://learn.microsoft.com/graph/api/resources/outlookcategory */
const CATEGORY_COLOR = 'preset5';

const listPath = (reach: Reach) => graphPath`/users/${reach.userId}/outlook/masterCategories`;

async function findCategory(reach: Reach, displayName: string): Promise<Record<string, unknown> | undefined> {
  const categories = await readList(reach.requester, reach.links, listPath(reach));
  return categories.find(({ displayName: name }) => String(name).toLowerCase() === displayName.toLowerCase());
}

/** @returns true when this call made the category, false when it was there */
export async function ensureCategory(reach: Reach, displayName: string): Promise<boolean> {
  if (await findCategory(reach, displayName)) return false;
  try {
    const body = { displayName, color: CATEGORY_COLOR };
    await reach.requester.call({ method: 'POST', ...listPath(reach), body });
    return true;
  } catch (error) {
    if (!(error instanceof GraphError) || (error.facts.status !== 409 && error.code !== 'refused')) throw error;
    // Somebody else may have made it in the meantime; how Graph refuses the second one is not documented.
    if (await findCategory(reach, displayName)) return false;
    throw error;
  }
}

/** Removes the category from the mailbox's list; events keep the name as text. One that is gone is no error. */
export async function removeCategory(reach: Reach, displayName: string): Promise<void> {
  const category = await findCategory(reach, displayName);
  if (typeof category?.['id'] !== 'string') return;
  try {
    const { id } = category;
    await reach.requester.call({
      method: 'DELETE',
      ...graphPath`/users/${reach.userId}/outlook/masterCategories/${id}`,
    });
  } catch (error) {
    if (!(error instanceof GraphError) || error.code !== 'not_found') throw error;
  }
}

/** Whether an event of the default calendar, or of one of the others, bears the category. */
export async function isCategoryUsed(
  reach: Reach,
  displayName: string,
  others: readonly string[] = [],
): Promise<boolean> {
  const $filter = `categories/any(c: c eq '${displayName.replaceAll("'", "''")}')`;
  const places = [
    graphPath`/users/${reach.userId}/events`,
    ...others.map((id) => graphPath`/users/${reach.userId}/calendars/${id}/events`),
  ];
  for (const place of places) {
    const target = withQuery(place, { $filter, $select: 'id', $top: '1' });
    if (readPage(await reach.requester.call({ method: 'GET', ...target })).items.length > 0) return true;
  }
  return false;
}
