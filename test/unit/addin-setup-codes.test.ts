import { expect, it } from 'vitest';
import { SETUP_CODES } from '../../addin/tab/overview/setup-codes.ts';
import { OBSTACLES } from '../../server/sync/obstacles.ts';

/** The user, or Lupax, removes them. */
const NOT_OF_THE_SET_UP = ['sign_in_expired', 'interface_disabled', 'lupax_refused'];

it('leads an administrator to the check with every obstacle that the set-up can have', () => {
  expect(OBSTACLES.filter((code) => !SETUP_CODES.has(code)).sort()).toEqual([...NOT_OF_THE_SET_UP].sort());
});
