/** Series of the counts of the whole house. One that is not known has no series. */
import { type Summary, toSummary } from '../record/summary.ts';
import { type Family, flag } from './family.ts';

export const summaryFamilies: readonly Family[] = [
  count(
    'known_devices_home',
    'Known devices at home; absent while the presence of one is unknown.',
    ({ home }) => home,
  ),
  count(
    'known_devices_home_at_least',
    'Known devices that are certainly at home.',
    ({ home_at_least }) => home_at_least,
  ),
  count(
    'connected_devices',
    'Devices on WiFi; absent while a table that could list one has not been read for a minute.',
    ({ connected }) => connected,
  ),
  count('guests', 'Devices on a guest SSID; absent like connected_devices.', ({ guests }) => guests),
  count(
    'strangers',
    'Connected devices that are neither known nor guests; absent like connected_devices.',
    ({ strangers }) => strangers,
  ),
  count('people_home', 'People who are certainly home.', ({ people_home }) => people_home.length),
  count('people_unknown', 'People whose presence is unknown.', ({ people_unknown }) => people_unknown.length),
  count(
    'somebody_home',
    '1: a person is certainly home. 0: every person is away. Absent while unknown; without people, the known devices decide.',
    ({ somebody_home }) => flag(somebody_home),
  ),
];

function count(name: string, help: string, value: (summary: Summary) => number | null): Family {
  return {
    name,
    help,
    type: 'gauge',
    labelNames: [],
    read: ({ snapshot }) => (snapshot === null ? [] : [{ value: value(toSummary(snapshot)) }]),
  };
}
