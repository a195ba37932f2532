/** How the program ends. 64 and 78 are EX_USAGE and EX_CONFIG of sysexits.h. */
export const EXIT = { done: 0, failed: 1, usage: 64, configuration: 78 } as const;
