/** The public record of a change, and its schema. */
import { z } from 'zod';
import { toIso } from '../record/time.ts';
import type { Change } from './change.ts';
import { effectWindows, verdicts } from './effect.ts';
import { plannedProperties } from './plan.ts';
import { stateNames, states } from './state.ts';

const time = () => z.string().meta({ format: 'date-time' });
const doors = ['rest', 'mcp', 'page', 'mqtt', 'terminal'] as const;
const actorSchema = z.strictObject({
  key: z.string().describe('Name of the key.'),
  door: z.enum(doors).describe('Interface that was used.'),
});

export const plannedPropertySchema = z
  .strictObject({
    name: z.string().describe('Menu and property in RouterOS.'),
    from: z.string().nullable().describe('Value when it was planned; null: not set.'),
    to: z.string().nullable().describe('Value afterwards; null: not set.'),
    own: z.boolean().describe('false: the value is inherited from a profile.'),
  })
  .describe('A property and what becomes of it.');

export const planSchema = z.strictObject({
  digest: z.string().describe('SHA-256 of the whole plan; repeat it to approve exactly this one.'),
  expires_at: time().describe('After this time it can no longer be approved.'),
  object: z
    .strictObject({
      menu: z.string().describe('Menu of the object that holds the value.'),
      name: z.string().describe('Its name; write it as `confirm` where that is wanted.'),
    })
    .describe('What is changed.'),
  properties: z.array(plannedPropertySchema).describe('Each property, from and to.'),
  affects: z
    .strictObject({
      radios: z.array(z.string()).describe('WiFi interfaces.'),
      access_points: z.array(z.string()).describe('Access points.'),
      ssids: z.array(z.string()).describe('SSIDs.'),
      device_count: z.int().describe('Number of devices.'),
      devices: z
        .array(
          z.strictObject({
            device_id: z.string().describe('device_id of the device.'),
            name: z.string().describe('Its name; untrusted text.'),
          }),
        )
        .describe('Devices, at most 100.'),
    })
    .describe('Everything that uses the object.'),
  interruption_seconds: z.int().describe('How long devices are off the air, in seconds.'),
  cuts_off: z
    .array(z.enum(['service', 'approver']))
    .describe('Whose way to the router it cuts; approval then wants `confirm`.'),
  undo: z.string().describe('What undoes it.'),
});

export const changeSchema = z.strictObject({
  change_id: z.string().describe('Identifier.'),
  action: z.string().describe('What is done.'),
  input: z.record(z.string(), z.unknown()).describe('The input of the action.'),
  router: z.string().describe('Id of the router.'),
  reason: z.string().nullable().describe('Why it was proposed.'),
  state: z.enum(stateNames).describe(stateNames.map((state) => `${state}: ${states[state]}`).join(' ')),
  state_since_at: time().describe('Time of the last transition.'),
  proposed_by: actorSchema.describe('Who proposed it.'),
  proposed_at: time().describe('When it was proposed.'),
  plan: planSchema
    .nullable()
    .describe('What is done, in full; null where a rule forbids it or nothing is to be done.'),
  approved_by: actorSchema.nullable().describe('Who approved it.'),
  approved_at: time().nullable().describe('When it was approved.'),
  steps: z
    .array(
      z.strictObject({
        at: time().describe('Time.'),
        step: z.string().describe('What was done.'),
        result: z
          .enum(['intended', 'done', 'rejected', 'lost', 'read', 'failed'])
          .describe('`intended` is on disk before the act; `read` is what the router was read to be.'),
        detail: z.string().nullable().describe("The router's words, or what was read."),
      }),
    )
    .describe('Every act at the router, in order; of more than 200 the first and the last 100.'),
  outcome: z.string().nullable().describe('Why it is in this state, as a sentence.'),
  commands: z
    .array(z.string())
    .describe(
      'RouterOS commands that would make a refused change possible, as `outcome` says; empty where there are none.',
    ),
  ends_at: time().nullable().describe('When it ends by itself; null: never.'),
  undoes: z.string().nullable().describe('The change that it takes back.'),
  effect: z
    .array(
      z.strictObject({
        window: z.enum(effectWindows).describe('Time after the change that was measured.'),
        verdict: z
          .enum(verdicts)
          .describe(
            'What the numbers say. same: no difference that could not be chance. too_early: not enough was measured.',
          ),
        before: z
          .record(z.string(), z.number())
          .describe(
            'Before the change: a day for 1h, else a week. Of the devices of the plan: signal_dbm, weak_percent (of readings at -70 dBm or weaker), drops and roams for a day of one device, device_hours.',
          ),
        after: z.record(z.string(), z.number()).describe('The same numbers in the window.'),
        uncertainty: z
          .record(z.string(), z.number())
          .describe('Half the width of the 99 % interval of each difference.'),
      }),
    )
    .describe('What was measured before and after it.'),
});

export type ChangeRecord = z.infer<typeof changeSchema>;

const MAX_DEVICES = 100;

export function toRecord(change: Change): ChangeRecord {
  const { plan } = change;
  return {
    change_id: change.id,
    action: change.action,
    input: change.input,
    router: change.router,
    reason: change.reason,
    state: change.state,
    state_since_at: toIso(change.stateSince),
    proposed_by: change.proposedBy,
    proposed_at: toIso(change.proposedAt),
    plan:
      plan === null || change.digest === null || change.expiresAt === null
        ? null
        : {
            digest: change.digest,
            expires_at: toIso(change.expiresAt),
            object: plan.object,
            properties: plannedProperties(plan.edits),
            affects: {
              radios: plan.affects.radios,
              access_points: plan.affects.access_points,
              ssids: plan.affects.ssids,
              device_count: plan.affects.devices.length,
              devices: plan.affects.devices.slice(0, MAX_DEVICES),
            },
            interruption_seconds: plan.interruptionSeconds,
            cuts_off: plan.cutsOff,
            undo: undoSentence(change),
          },
    approved_by: change.approvedBy,
    approved_at: toIso(change.approvedAt),
    steps: change.steps.map((step) => ({ ...step, at: toIso(step.at) })),
    outcome: change.outcome,
    commands: [...(change.commands ?? [])],
    ends_at: toIso(change.endsAt),
    undoes: change.undoes,
    effect: (change.effect ?? []).map((one) => ({ ...one })),
  };
}

/** Says what ends it at its time: the router's scheduler, or the service, which must run then. */
function undoSentence({ plan }: Change): string {
  if (plan!.forMs === null) return plan!.undo;
  const end = plan!.endsOnRouter
    ? "At its end an entry of the router's scheduler does it."
    : 'At its end the service does it, because the router forbids its scheduler; a service that is off does it late.';
  return `${plan!.undo} ${end}`;
}
