/** The templates, by their names in the folder manifest. */
export const MANIFEST_FILE = 'manifest.json';
export const OUTLOOK_FILE = 'outlook.xml';
export const ENTRA_FILE = 'aad.manifest.json';
