/** The public records of rules: access lists, and the provisioning of CAPs. */
import { z } from 'zod';
import { type Dialect, dialectNames, dialects } from '../parse/dialect.ts';
import type { ListedRule } from '../parse/listed-rule.ts';
import type { ProvisioningRule } from '../parse/provisioning.ts';
import { type Reading, rowsOf, type Table } from '../parse/reading.ts';

const text = () => z.string().nullable();

const common = {
  router: z.string().describe('Id of the router.'),
  source: z.enum(dialectNames).describe('RouterOS driver family.'),
  rule_id: text().describe('Its .id until the router restarts.'),
  order: z.int().describe('Place in the list, from 1.'),
};
const comment = () => text().describe('Comment of the operator.');

export const accessRuleSchema = z.strictObject({
  ...common,
  action: z.string().describe('accept, reject or query-radius.'),
  mac_address: text().describe('MAC address that it matches; null: every device.'),
  interface: text().describe('Interface or interface list where it holds; null or any: everywhere.'),
  conditions: text().describe('What else it matches by, such as signal-range or time; null: nothing.'),
  in_force: z.boolean().describe('Enabled, with something to match by.'),
  match_count: z.int().nullable().describe('How often it matched; null where that is not counted.'),
  last_logged_in: text().describe('Last log-in by it, in the time of the router.'),
  last_logged_out: text().describe('Last log-out.'),
  comment: comment(),
});

export type AccessRuleRecord = z.infer<typeof accessRuleSchema>;

export const provisioningSchema = z.strictObject({
  ...common,
  action: text().describe('create-dynamic-enabled, create-enabled, create-disabled or none.'),
  conditions: text().describe('Which radios it matches; null: all.'),
  name_format: text().describe('Format of the names of interfaces.'),
  master_configuration: text().describe('Configuration of the master.'),
  slave_configurations: z.array(z.string()).describe('Configurations of virtual interfaces.'),
  disabled: z.boolean().nullable().describe('Disabled by the operator.'),
  comment: comment(),
});

export type ProvisioningRecord = z.infer<typeof provisioningSchema>;

/** The rules of one router. */
export interface RuleRecords {
  accessRules: readonly AccessRuleRecord[];
  provisioning: readonly ProvisioningRecord[];
}

export const noRules: RuleRecords = { accessRules: [], provisioning: [] };

/** By the rows that they are made of. */
const made = new WeakMap<readonly unknown[], readonly unknown[]>();

/** The rules of every dialect, each list in its order. A list whose table failed stays as last read. */
export function toRules({ router, tables }: Reading, previous: RuleRecords): RuleRecords {
  const rulesOf = <T, R extends { source: Dialect }>(
    pathOf: (dialect: Dialect) => string | null,
    before: readonly R[],
    toRecord: (router: string, row: T, index: number) => R,
  ) =>
    dialectNames.flatMap((dialect): readonly R[] => {
      const path = pathOf(dialect);
      const table = path === null ? null : (tables[path as keyof typeof tables] as Table<T>);
      if (table?.status === 'failed') return before.filter(({ source }) => source === dialect);
      const rows = (table === null ? null : rowsOf(table)) ?? [];
      const records = made.get(rows) ?? rows.map((row, index) => toRecord(router, row, index));
      made.set(rows, records);
      return records as readonly R[];
    });
  return {
    accessRules: rulesOf((dialect) => dialects[dialect].accessList, previous.accessRules, toAccessRule),
    provisioning: rulesOf(
      (dialect) => dialects[dialect].provisioning?.path ?? null,
      previous.provisioning,
      toProvisioning,
    ),
  };
}

function toAccessRule(router: string, rule: ListedRule, index: number): AccessRuleRecord {
  return {
    router,
    source: rule.source,
    rule_id: rule.id,
    order: index + 1,
    action: rule.actionWord,
    mac_address: rule.writtenMac,
    interface: rule.interface,
    conditions: words({
      'mac-address-mask': rule.macMask,
      'signal-range': rule.signalRange,
      'ssid-regexp': rule.ssidRegexp,
      time: rule.time,
      days: rule.days,
    }),
    in_force: rule.isInForce,
    match_count: rule.matchCount,
    last_logged_in: rule.lastLoggedIn,
    last_logged_out: rule.lastLoggedOut,
    comment: rule.remark,
  };
}

function toProvisioning(router: string, rule: ProvisioningRule, index: number): ProvisioningRecord {
  return {
    router,
    source: rule.source,
    rule_id: rule.id,
    order: index + 1,
    action: rule.action,
    conditions: words({
      'radio-mac': rule.radioMac,
      'identity-regexp': rule.identityRegexp,
      'common-name-regexp': rule.commonNameRegexp,
      'address-ranges': rule.addressRanges,
      'supported-bands': rule.supportedBands,
    }),
    name_format: rule.nameFormat,
    master_configuration: rule.masterConfiguration,
    slave_configurations: [...rule.slaveConfigurations],
    disabled: rule.disabled,
    comment: rule.comment,
  };
}

/** As RouterOS writes them: "signal-range=-120..-88 time=22h-6h"; null for none. */
function words(properties: Readonly<Record<string, string | null>>): string | null {
  const told = Object.entries(properties).filter(([, value]) => value !== null);
  return told.map(([name, value]) => `${name}=${value!}`).join(' ') || null;
}
