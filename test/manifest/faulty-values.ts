import type { Fault } from '../../manifest/faults.ts';
import { readValues } from '../../manifest/values.ts';

/** What can be wrong with variables. */
export const FAULTY_VALUES: Fault[] = [
  {},
  { AAD_APP_CLIENT_ID: 'x', PUBLIC_URL: 'http://lupax.firma.de' },
  { AAD_APP_CLIENT_ID: '00000000-0000-0000-0000-000000000000', PUBLIC_URL: 'lupax' },
  { PUBLIC_URL: 'https://localhost' },
].flatMap((variables) => {
  const reading = readValues('production', variables);
  return reading.ok ? [] : reading.faults;
});
