import { describe, expect, it } from 'vitest';
import { computeInterfaceState } from '../../../server/accounts/interface-state.ts';
import type { LinkRecord, OrganizationRecord } from '../../../server/store/types.ts';

const EMAIL = 'Anna@Example.com';
const LINK = { interface: { connector: true, enabled: true, onlineMeetings: false } } as LinkRecord;
const ORGANIZATION: OrganizationRecord = {
  id: 1,
  tenantId: 't',
  clientId: 'c',
  credential: { kind: 'secret', encrypted: 'x' },
  secretExpiresOn: null,
  enabled: true,
  allowedUsers: null,
};
const withInterface = (state: Partial<LinkRecord['interface']>): LinkRecord => ({
  ...LINK,
  interface: { ...LINK.interface, ...state },
});

describe('the state of the interface', () => {
  it('is enabled when everything is there', () => {
    expect(computeInterfaceState(LINK, ORGANIZATION, EMAIL)).toEqual({ enabled: true, reason: null });
  });

  it.each([
    ['not_linked', undefined, undefined],
    ['interface_disabled', withInterface({ enabled: false }), undefined],
    ['no_connector', withInterface({ connector: false, enabled: false }), undefined],
    ['microsoft365_not_configured', LINK, undefined],
    ['microsoft365_not_configured', LINK, { ...ORGANIZATION, credential: null, enabled: false }],
    ['microsoft365_disabled', LINK, { ...ORGANIZATION, enabled: false }],
    ['microsoft365_disabled', LINK, { ...ORGANIZATION, allowedUsers: ['bob@example.com'] }],
  ] as const)('is %s', (reason, link, organization) => {
    expect(computeInterfaceState(link, organization as OrganizationRecord | undefined, EMAIL)).toEqual({
      enabled: false,
      reason,
    });
  });

  it('does not mind how an allowed address is written', () => {
    const organization = { ...ORGANIZATION, allowedUsers: ['anna@example.com'] };
    expect(computeInterfaceState(LINK, organization, EMAIL).enabled).toBe(true);
  });
});
