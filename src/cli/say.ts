/** One line of what `check` prints. */
export type Say = (mark: '✓' | '✗' | '!' | ' ', topic: string, text: string) => void;
