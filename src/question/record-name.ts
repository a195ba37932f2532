/** The records that OpenAPI shows under a name of their own, each with its description and an example. */
import { z } from 'zod';
import { changeListSchema } from '../change/list.ts';
import { changeSchema } from '../change/record.ts';
import { demoExamples } from './demo-example.ts';
import { compactDeviceSchema, deviceSchema } from '../record/device.ts';
import { shortHealthSchema } from '../record/health.ts';
import { numberedEventSchema } from '../record/journal.ts';
import { accessPointSchema, routerSchema, wifiInterfaceSchema } from '../record/network.ts';
import { personSchema } from '../record/person.ts';
import { someFieldsSchema } from '../record/select.ts';
import { snapshotMetaSchema } from '../record/snapshot.ts';
import {
  exampleAccessPoint,
  exampleCompactDevice,
  exampleDevice,
  exampleInterface,
  examplePerson,
  exampleRouter,
  exampleSnapshot,
} from './example.ts';
import { exampleChange } from './example-change.ts';
import { exampleEvent, exampleNamedSession } from './example-past.ts';
import { questions } from './list.ts';
import { routerQuestions } from './router/list.ts';
import { namedSessionSchema } from './session-page.ts';

export interface NamedRecord {
  name: string;
  schema: z.ZodObject;
  description: string;
  example: object;
}

const record = (name: string, schema: z.ZodObject, description: string, example: object): NamedRecord => ({
  name,
  schema,
  description,
  example: demoExamples[name] ?? example,
});

const parts: readonly NamedRecord[] = [
  record(
    'Device',
    deviceSchema,
    'A WiFi device with every field; null where no source provides the value.',
    exampleDevice,
  ),
  record(
    'CompactDevice',
    compactDeviceSchema,
    'A WiFi device in a list: the fields most often needed.',
    exampleCompactDevice,
  ),
  record('DeviceFields', someFieldsSchema, 'The fields of a WiFi device that the query named.', {
    name: exampleDevice.name,
    signal_dbm: exampleDevice.signal_dbm,
  }),
  record('Event', numberedEventSchema, 'An event of a device.', exampleEvent),
  record(
    'Session',
    namedSessionSchema,
    'A period in which a device was on one interface.',
    exampleNamedSession,
  ),
  record('Person', personSchema, 'A person, and whether any of their devices is home.', examplePerson),
  record(
    'AccessPoint',
    accessPointSchema,
    'An access point that CAPsMAN manages, or a router with radios of its own.',
    exampleAccessPoint,
  ),
  record(
    'WifiInterface',
    wifiInterfaceSchema,
    'A WiFi interface of a router or access point.',
    exampleInterface,
  ),
  record('Router', routerSchema, 'A configured router.', exampleRouter),
  record('Snapshot', snapshotMetaSchema, 'When the data was read, and what it lacks.', exampleSnapshot),
  record('Change', changeSchema, 'A change to a router, from its proposal to its end.', exampleChange),
  record('ChangeList', changeListSchema, 'A page of changes.', {
    changes: [exampleChange],
    order: 'desc',
    has_more: false,
    next_after: exampleChange.change_id,
    next_before: null,
  }),
  record('ShortHealth', shortHealthSchema, 'The health of the service, as shown without a key.', {
    status: 'ok',
  }),
];

const answers = [...questions, ...routerQuestions].map(({ record: name, output, example }) =>
  record(name, output, output.description ?? '', example.answer),
);

/** Each once, the answers after their parts. */
export const namedRecords: readonly NamedRecord[] = [
  ...new Map([...parts, ...answers].toReversed().map((one) => [one.schema, one])).values(),
].toReversed();

/** For the conversion to JSON Schema, which refers to these records by name. */
export const recordNames = z.registry<{ id: string }>();
for (const { name, schema } of namedRecords) recordNames.add(schema, { id: name });
