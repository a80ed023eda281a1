import { ensureBuilt } from '../../addin/build.ts';

/** Once before all tests, so that those that start servers at the same time do not all build. */
export default async function buildPages(): Promise<void> {
  await ensureBuilt();
}
