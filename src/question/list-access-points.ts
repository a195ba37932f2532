/** Access points. */
import { z } from 'zod';
import { accessPointSchema } from '../record/network.ts';
import { accessRuleSchema, provisioningSchema } from '../record/rule.ts';
import { accessPointFilters, selectRules } from '../record/select-network.ts';
import { exampleAccessPoint, exampleAccessRule, exampleProvisioning } from './example.ts';
import { snapshotList } from './snapshot-list.ts';

export const listAccessPoints = snapshotList({
  name: 'list_access_points',
  title: 'List access points',
  use: 'Access points: which are reachable, how many devices each has, hardware, version, address and uptime, known updates; the access list (who may join, and which rule rejects a device) and the provisioning rules. Use it to see how devices are distributed, whether an access point is down, or why a rule keeps a device off. Channels and radio settings are those of list_wifi_interfaces.',
  description:
    'The access points that match every filter: access points that CAPsMAN manages, and routers with radios of their own. Beside them, on the first page, the access lists and provisioning rules of their routers.',
  topic: 'Network',
  path: '/access-points',
  filters: accessPointFilters,
  field: 'access_points',
  row: accessPointSchema,
  descriptions: { field: 'The access points.', answer: 'Access points.' },
  rows: 'access points',
  record: 'AccessPointList',
  narrow: 'Lower limit or rule_limit, or filter by router or access_point.',
  ifNone:
    'No access point matches. access_point must be a whole name or an id; without filters all are listed.',
  example: { input: { access_point: ['Kitchen'] }, row: exampleAccessPoint },
  records: ({ accessPoints }) => accessPoints,
  usualOrder: 'by router',
  beside: {
    input: {
      rule_limit: z.int().min(0).max(1000).optional().describe('Maximum number of access rules.'),
    },
    defaults: { rule_limit: { rest: 1000, mcp: 50 } },
    output: {
      access_rules: z
        .array(accessRuleSchema)
        .describe('Access lists, on the first page: the first rule in force that matches decides.'),
      access_rule_count: z.int().describe('Number of rules, those beyond rule_limit included.'),
      provisioning: z
        .array(provisioningSchema)
        .describe('Rules by which CAPsMAN configures radios, on the first page.'),
      provisioning_count: z.int().describe('Number of these rules.'),
    },
    example: {
      access_rules: [exampleAccessRule],
      access_rule_count: 1,
      provisioning: [exampleProvisioning],
      provisioning_count: 1,
    },
    answer: (snapshot, query) => {
      const { rule_limit: limit = 1000, offset = 0 } = query as { rule_limit?: number; offset?: number };
      const { accessRules, provisioning } = selectRules(snapshot, query);
      const isFirst = offset === 0;
      return {
        access_rules: isFirst ? accessRules.slice(0, limit) : [],
        access_rule_count: accessRules.length,
        provisioning: isFirst ? provisioning : [],
        provisioning_count: provisioning.length,
      };
    },
  },
});
