import { PNG } from 'pngjs';
import type { AppManifest } from './app-manifest.ts';
import type { Fault } from './faults.ts';

interface IconRule {
  name: 'color' | 'outline' | 'color32x32';
  sizePixels: number;
  look: 'any' | 'transparent' | 'white on transparent';
}

/** learn.microsoft.com/microsoft-365/extensibility/schema/root-icons */
const RULES: IconRule[] = [
  { name: 'color', sizePixels: 192, look: 'any' },
  { name: 'outline', sizePixels: 32, look: 'white on transparent' },
  { name: 'color32x32', sizePixels: 32, look: 'transparent' },
];

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** Whether the icons are there and look as Teams and Outlook want them. The first fault of each icon. */
export function checkIcons(manifest: AppManifest, files: ReadonlyMap<string, Buffer>): Fault[] {
  return RULES.flatMap((rule) => {
    const file = manifest.icons?.[rule.name];
    const where = `icons.${rule.name}`;
    if (file === undefined) return [{ code: 'file_missing', where, file: `${rule.name}.png` }];
    return checkIcon(rule, { where, file }, files.get(file));
  });
}

function checkIcon({ sizePixels, look }: IconRule, place: { where: string; file: string }, data?: Buffer): Fault[] {
  if (!data) return [{ code: 'file_missing', ...place }];
  const picture = readPng(data);
  if (!picture) return [{ code: 'icon_not_png', ...place }];
  const { width, height, data: pixels } = picture;
  if (width !== sizePixels || height !== sizePixels) {
    const value = `${width} × ${height}`;
    return [{ code: 'icon_size', ...place, value, expected: `${sizePixels} × ${sizePixels}` }];
  }
  if (look === 'any') return [];
  // The four corners are ground in every icon.
  const corners = [0, width - 1, width * (height - 1), width * height - 1];
  if (corners.some((at) => pixels[at * 4 + 3] !== 0)) return [{ code: 'icon_not_transparent', ...place }];
  if (look === 'white on transparent' && !isWhite(pixels)) return [{ code: 'icon_not_white', ...place }];
  return [];
}

function readPng(data: Buffer): PNG | null {
  if (!data.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) return null;
  try {
    return PNG.sync.read(data);
  } catch {
    return null;
  }
}

/** Whether every pixel that is seen is white; the edges are so only in part. */
function isWhite(pixels: Buffer): boolean {
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
    if (alpha > 0 && Math.min(red, green, blue) < 250) return false;
  }
  return true;
}
