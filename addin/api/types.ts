export type * from '../../server/http/api-types.ts';
