/** The order of names: Lamp 9 before lamp 10. */
export const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
