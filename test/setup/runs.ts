/** The number of cases of a property whose test names none. */
import fc from 'fast-check';
import { runs } from '../runs.ts';

fc.configureGlobal({ numRuns: runs(100) });
