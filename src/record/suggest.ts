/** For an edge that refuses the name of a field or a value: the one that was probably meant. */
export { nearest as suggest } from '../parse/nearest.ts';
