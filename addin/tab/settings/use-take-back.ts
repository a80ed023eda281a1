import type { Settings } from '../../api/types.ts';
export function useTakeBack(): (before: Settings, after: Settings) => void {
  return () => undefined;
}
