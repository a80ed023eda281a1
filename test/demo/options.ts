import { parseArgs } from 'node:util';

export type Language = 'de' | 'en';

export interface DemoOptions {
  icsFiles: string[];
  /** End after the table. */
  once: boolean;
  language: Language;
  help: boolean;
}

/** Reads the command line; files may follow `--ics` one after the other. Null when it cannot be understood. */
export function readOptions(args: string[]): DemoOptions | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ics: { type: 'string', multiple: true, default: [] },
        once: { type: 'boolean', default: false },
        lang: { type: 'string', default: 'de' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const { ics, once, lang, help } = values;
    if ((lang !== 'de' && lang !== 'en') || (positionals.length > 0 && ics.length === 0)) return null;
    return { icsFiles: [...ics, ...positionals], once, language: lang, help };
  } catch {
    return null;
  }
}
