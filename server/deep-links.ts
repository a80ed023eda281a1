/** The tab's `entityId` in manifest/manifest.json; building the package checks that it is there. */
export const TAB_ENTITY_ID = 'home';

/** Views that links from outside the tab lead to, by the tab's own names (addin/tab/views.ts). */
export type LinkedView = 'administration';

/** @param view the tab's first one when left out */
export type LinkTab = (view?: LinkedView) => string;

/**
 * A link that opens the tab in Teams (learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-application).
 * @param teamsAppId the id by which Teams knows the app: the manifest's, or once published the one of the organisation's catalogue
 * @param publicUrl where clients that cannot open the tab inside Teams show it
 * @param view teams-js gives it to the tab as `page.subPageId`
 */
export function writeTabLink(teamsAppId: string, publicUrl: string, view?: LinkedView): string {
  const url = new URL(`https://teams.microsoft.com/l/entity/${teamsAppId}/${TAB_ENTITY_ID}`);
  url.searchParams.set('webUrl', `${publicUrl}/tab`);
  url.searchParams.set('label', 'Lupax');
  if (view !== undefined) url.searchParams.set('context', JSON.stringify({ subEntityId: view }));
  return url.href;
}
