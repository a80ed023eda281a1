import { z } from './zod.ts';

const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, HH:mm')
  .openapi({ example: '20:00' });

const reminders = z.strictObject({
  enabled: z.boolean(),
  leadMinutes: z.int().min(0).max(1_440),
  quietFrom: timeOfDay,
  quietTo: timeOfDay,
});

const fields = {
  conflictWinner: z.enum(['outlook', 'lupax']),
  pastDays: z.int().min(0).max(365),
  futureDays: z.int().min(1).max(1_095),
  includeProjects: z.boolean(),
  projectsOf: z.int().positive().nullable(),
  includeFreeEvents: z.boolean(),
  onlineMeetings: z.boolean(),
  paused: z.boolean(),
  language: z.enum(['de', 'en']).nullable(),
};

export const settings = z.strictObject({ ...fields, reminders }).openapi('Settings');

export const settingsPatch = z
  .strictObject({ ...z.strictObject(fields).partial().shape, reminders: reminders.partial().optional() })
  .openapi('SettingsPatch');

export const projectOwner = z.strictObject({ id: z.int(), name: z.string() }).openapi('ProjectOwner');
