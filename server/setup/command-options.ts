import { parseArgs } from 'node:util';
import type { Language } from '../i18n/index.ts';

export interface CommandOptions {
  /** Whose mailbox is tried. */
  email: string;
  write: boolean;
  language: Language;
  json: boolean;
  /** Lupax id; null: the only one, or the person's. */
  organizationId: number | null;
}

/** @returns null for a command line that cannot be understood, or asks for help */
export function readCommandOptions(args: string[]): CommandOptions | null {
  try {
    const { values } = parseArgs({
      args,
      options: {
        user: { type: 'string' },
        write: { type: 'boolean', default: false },
        lang: { type: 'string', default: 'de' },
        json: { type: 'boolean', default: false },
        organization: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { user, write, lang, json, organization, help } = values;
    const organizationId = organization === undefined ? null : Number(organization);
    if (help || !user || !/^[^\s@]+@[^\s@]+$/.test(user) || (lang !== 'de' && lang !== 'en')) return null;
    if (organizationId !== null && !Number.isInteger(organizationId)) return null;
    return { email: user, write, language: lang, json, organizationId };
  } catch {
    return null;
  }
}

/** German unless English is asked for, also where the rest cannot be understood. */
export function readCommandLanguage(args: string[]): Language {
  return args.some((arg, index) => arg === '--lang=en' || (arg === 'en' && args[index - 1] === '--lang')) ? 'en' : 'de';
}
