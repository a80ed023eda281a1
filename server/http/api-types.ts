import type { z } from 'zod';
import type * as admin from './schemas/admin.ts';
import type * as calendars from './schemas/calendars.ts';
import type * as common from './schemas/common.ts';
import type * as entries from './schemas/entries.ts';
import type * as me from './schemas/me.ts';
import type * as runs from './schemas/runs.ts';
import type * as settings from './schemas/settings.ts';

/** The HTTP API as its callers see it: types only, made from the schemas that validate. The tab knows the server by these alone. */
export type Visibility = z.output<typeof common.visibility>;
export type Direction = z.output<typeof common.direction>;
export type RunStarted = z.output<typeof common.runStarted>;
export type Problem = z.output<typeof common.problem>;
export type ProblemCode = Problem['code'];

export type Me = z.output<typeof me.me>;
export type InterfaceReason = NonNullable<Me['interface']['reason']>;
export type LinkRequest = z.input<typeof me.linkRequest>;

export type Calendar = z.output<typeof calendars.calendar>;
export type SharingRole = z.output<typeof calendars.sharingRole>;

export type Settings = z.output<typeof settings.settings>;
export type ProjectOwner = z.output<typeof settings.projectOwner>;
export type SettingsPatch = z.input<typeof settings.settingsPatch>;

export type Run = z.output<typeof runs.run>;
export type RunSummary = z.output<typeof runs.runSummary>;
export type Proposal = z.input<typeof runs.proposal>;
export type SyncState = z.output<typeof runs.syncState>;
export type Operation = z.output<typeof runs.operation>;

export type ProjectRef = z.output<typeof common.project>;
export type Entry = z.output<typeof entries.entry>;
export type Attention = z.output<typeof entries.attention>;
export type PaneEntry = z.output<typeof entries.paneEntry>;
export type PaneExplanation = z.output<typeof entries.paneExplanation>;
export type PanePatch = z.input<typeof entries.panePatch>;

export type Microsoft365 = z.output<typeof admin.microsoft365>;
export type Microsoft365Request = z.input<typeof admin.microsoft365Request>;
export type CheckResult = z.output<typeof admin.checkResult>;
export type SetupScript = z.output<typeof admin.setupScript>;
export type AdminUser = z.output<typeof admin.adminUser>;
