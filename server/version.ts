import packageJson from '../package.json' with { type: 'json' };

/** Of this product, as package.json says. */
export const VERSION: string = packageJson.version;
