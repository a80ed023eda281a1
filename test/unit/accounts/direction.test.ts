import { describe, expect, it } from 'vitest';
import { computeAllowedDirections, isTarget } from '../../../server/sync/core/direction.ts';
import type { SharingRole } from '../../../server/sync/core/outlook-event.ts';

const OPEN = { sharing: 'read' as SharingRole, canEdit: true, roles: ['Calendars.ReadWrite'] };
const ALL = ['off', 'to_lupax', 'to_outlook', 'both'];

describe('the directions a calendar offers', () => {
  it('are all four where everybody may do everything', () => {
    expect(computeAllowedDirections(OPEN)).toEqual({ allowed: ALL, reason: null });
  });

  it('are only off for a calendar that is not shared, whatever else holds', () => {
    expect(computeAllowedDirections({ ...OPEN, sharing: 'none' })).toEqual({ allowed: ['off'], reason: 'not_shared' });
    expect(computeAllowedDirections({ sharing: 'none', canEdit: false, roles: [] }).reason).toBe('not_shared');
  });

  it('do not lead to Outlook where the user may not edit', () => {
    const directions = computeAllowedDirections({ ...OPEN, canEdit: false });
    expect(directions).toEqual({ allowed: ['off', 'to_lupax'], reason: 'read_only' });
  });

  it('do not lead to Outlook for an app that may only read', () => {
    const directions = computeAllowedDirections({ ...OPEN, roles: ['Calendars.Read', 'User.Read.All'] });
    expect(directions).toEqual({ allowed: ['off', 'to_lupax'], reason: 'app_read_only' });
  });

  it.each([[[]], [['User.Read.All']], [['Calendars.Read', 'Calendars.ReadWrite']]])(
    'are not restricted by the roles %j',
    (roles) => {
      expect(computeAllowedDirections({ ...OPEN, roles })).toEqual({ allowed: ALL, reason: null });
    },
  );

  it.each<SharingRole>(['freeBusyRead', 'limitedRead', 'write', 'custom', 'unknown'])(
    'are all four when shared as %s',
    (sharing) => {
      expect(computeAllowedDirections({ ...OPEN, sharing }).allowed).toEqual(ALL);
    },
  );

  it('make a target of a calendar that receives Lupax entries', () => {
    expect(ALL.filter((direction) => isTarget(direction as never))).toEqual(['to_outlook', 'both']);
  });
});
