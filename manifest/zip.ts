import AdmZip from 'adm-zip';

/** The earliest date that a zip can hold, in any zone of this machine. */
const NO_DATE = new Date(1980, 0, 1);
const READABLE_FILE = 0o644;

/** The same files make the same bytes, whenever and wherever. */
export function writeZip(files: ReadonlyMap<string, Buffer>): Buffer {
  const zip = new AdmZip();
  for (const name of [...files.keys()].sort()) {
    zip.addFile(name, files.get(name)!, '', READABLE_FILE);
    zip.getEntry(name)!.header.time = NO_DATE;
  }
  return zip.toBuffer();
}
