import type { OutlookHost } from '../host/office.ts';
import { Logo } from '../ui/logo.tsx';

export function Pane({ host }: { host: OutlookHost }) {
  return <Logo key={host.locale} />;
}
