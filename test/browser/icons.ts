import { mkdir, readFile } from 'node:fs/promises';
import { launchBrowser } from '../helpers/browser.ts';

/** Which drawing makes which picture. The package holds the first three, the server gives out the others (Office asks for these sizes). */
const PICTURES: { drawing: string; file: string; sizePixels: number }[] = [
  { drawing: 'color', file: 'manifest/color.png', sizePixels: 192 },
  { drawing: 'outline', file: 'manifest/outline.png', sizePixels: 32 },
  { drawing: 'small', file: 'manifest/color32x32.png', sizePixels: 32 },
  ...[16, 32].map((sizePixels) => ({ drawing: 'small', file: `addin/public/icons/${sizePixels}.png`, sizePixels })),
  ...[64, 80, 128].map((sizePixels) => ({
    drawing: 'large',
    file: `addin/public/icons/${sizePixels}.png`,
    sizePixels,
  })),
];

/** `npm run icons`: draws the pictures of the app package from manifest/icons/*.svg; needed only when a drawing was changed. */
const root = new URL('../../', import.meta.url);
const browser = await launchBrowser();
await mkdir(new URL('addin/public/icons/', root), { recursive: true });
for (const { drawing, file, sizePixels } of PICTURES) {
  const svg = await readFile(new URL(`manifest/icons/${drawing}.svg`, root), 'utf8');
  const page = await browser.newPage({ viewport: { width: sizePixels, height: sizePixels } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  await page.screenshot({ path: new URL(file, root).pathname, omitBackground: true });
  await page.close();
}
await browser.close();
