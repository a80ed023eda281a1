import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanNotes, sanitizeNotes } from '../../../server/sync/core/sanitize-notes.ts';
import { anyHtml } from '../../helpers/any-html.ts';

test('cleaning clean notes changes nothing, whatever they were, and memory changes nothing either', () => {
  fc.assert(
    fc.property(anyHtml, (notes) => {
      const clean = cleanNotes(notes);
      expect(cleanNotes(clean)).toBe(clean);
      expect(sanitizeNotes(notes)).toBe(clean);
      expect(clean).not.toMatch(/<(script|style|img|svg|title)|javascript:/i);
    }),
    { numRuns: 3_000 },
  );
});
