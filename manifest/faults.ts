import type de from './i18n/de.json';

export type FaultCode = keyof typeof de.fault;

/** Something that keeps the package from working, found before anybody uploads it. */
export interface Fault {
  code: FaultCode;
  /** The variable, or the place in a file, e.g. `staticTabs[0].contentUrl`. */
  where: string;
  /** What the sentence of the code mentions besides the place. */
  file?: string;
  value?: string;
  expected?: string;
}

/** The package cannot even be put together. */
export class PackageError extends Error {
  override readonly name = 'PackageError';
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}
