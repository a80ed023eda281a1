import { RowsSkeleton } from '../ui/skeletons.tsx';

/** As high as what comes: state, visibility, project. */
export function PaneSkeleton() {
  return <RowsSkeleton rows={3} height={96} />;
}
