/** The closest valid name of a field or value, for the "did you mean" of an error. */
export { nearest as suggest } from '../parse/nearest.ts';
