import { benchPresence } from './presence.ts';

benchPresence((line) => console.log(line), Number(process.argv[2] ?? 30));
