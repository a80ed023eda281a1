/** The tab's `entityId` in manifest/manifest.json; building the package checks that it is there. */
export const TAB_ENTITY_ID = 'home';

/**
 * A link that opens the tab in Teams (learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-application).
 * @param teamsAppId the id by which Teams knows the app: the manifest's, or once published the one of the organisation's catalogue
 * @param publicUrl where clients that cannot open the tab inside Teams show it
 */
export function writeTabLink(teamsAppId: string, publicUrl: string): string {
  const url = new URL(`https://teams.microsoft.com/l/entity/${teamsAppId}/${TAB_ENTITY_ID}`);
  url.searchParams.set('webUrl', `${publicUrl}/tab`);
  url.searchParams.set('label', 'Lupax');
  return url.href;
}
