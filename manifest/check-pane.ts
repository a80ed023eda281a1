import type { AppManifest, Icons } from './app-manifest.ts';
import type { Fault } from './faults.ts';

/** The pane stands beside appointments of one's own and of others. */
const CONTEXTS = ['meetingDetailsOrganizer', 'meetingDetailsAttendee'];
/** learn.microsoft.com/microsoft-365/extensibility/schema/extension-common-icon */
const RIBBON_SIZES_PIXELS = [16, 32, 80];
/** The pane reads the appointment's id and saves a draft that has none yet. */
const PERMISSION = 'MailboxItem.ReadWrite.User';

/** Whether the button beside appointments is there, and opens something, in the unified manifest. */
export function checkPane(manifest: AppManifest): Fault[] {
  const { runtimes = [], ribbons = [] } = manifest.extensions?.[0] ?? {};
  const actions = runtimes.flatMap((runtime) => runtime.actions ?? []).map(({ id }) => id);
  const contexts = ribbons.flatMap((ribbon) => ribbon.contexts ?? []);
  const missing = CONTEXTS.filter((context) => !contexts.includes(context));
  const granted = manifest.authorization?.permissions?.resourceSpecific ?? [];
  return [
    ...missing.map((context): Fault => ({ code: 'ribbon_missing', where: 'extensions[0].ribbons', expected: context })),
    ...listGroups(ribbons).flatMap(({ where, group }) => [
      ...checkRibbonIcons(where, group),
      ...(group.controls ?? []).flatMap((control, at) => [
        ...checkRibbonIcons(`${where}.controls[${at}]`, control),
        ...checkAction(`${where}.controls[${at}].actionId`, control.actionId, actions),
      ]),
    ]),
    ...(granted.some(({ name, type }) => name === PERMISSION && type === 'Delegated')
      ? []
      : [{ code: 'permission_missing', where: 'authorization.permissions', expected: PERMISSION } as const]),
  ];
}

type Ribbons = NonNullable<NonNullable<AppManifest['extensions']>[number]['ribbons']>;

function listGroups(ribbons: Ribbons) {
  return ribbons.flatMap(({ tabs = [] }, ribbon) =>
    tabs.flatMap(({ groups = [] }, tab) =>
      groups.map((group, at) => ({ where: `extensions[0].ribbons[${ribbon}].tabs[${tab}].groups[${at}]`, group })),
    ),
  );
}

function checkRibbonIcons(where: string, { icons = [] }: Icons): Fault[] {
  const sizes = icons.map(({ size }) => size);
  if (RIBBON_SIZES_PIXELS.every((size) => sizes.includes(size))) return [];
  return [{ code: 'ribbon_icons', where: `${where}.icons`, value: sizes.join(', ') || '–' }];
}

function checkAction(where: string, action = '', known: (string | undefined)[]): Fault[] {
  return known.includes(action) ? [] : [{ code: 'action_unknown', where, value: action }];
}
