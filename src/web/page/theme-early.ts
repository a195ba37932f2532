/** The only script that blocks: a chosen theme holds from the first picture on. */
import { applyTheme, readTheme } from './theme.ts';

applyTheme(readTheme());
