import { benchPresence } from './presence.ts';

benchPresence((line) => console.log(line));
