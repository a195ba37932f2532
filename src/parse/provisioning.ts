/** `…/provisioning`: which configurations the manager gives to the radios of its CAPs. The first rule that matches a radio decides. */
import type { Dialect } from './dialect.ts';
import { type Mac, parseMac } from './mac.ts';
import { type Row, raw, text } from './row.ts';
import { cleanText } from './text.ts';
import { parseBoolean } from './value.ts';

export interface ProvisioningRule {
  source: Dialect;
  id: string | null;
  /** "create-dynamic-enabled", "create-enabled", "create-disabled" or "none". */
  action: string | null;
  /** Null: any radio. */
  radioMac: Mac | null;
  identityRegexp: string | null;
  commonNameRegexp: string | null;
  addressRanges: string | null;
  /** Bands, or on caps-man modes. */
  supportedBands: string | null;
  nameFormat: string | null;
  masterConfiguration: string | null;
  slaveConfigurations: readonly string[];
  disabled: boolean | null;
  comment: string | null;
}

export function parseProvisioningRule(source: Dialect, row: Row): ProvisioningRule {
  const isCapsman = source === 'capsman';
  return {
    source,
    id: text(row, '.id'),
    action: text(row, 'action'),
    // all zeros: any radio
    radioMac: parseMac(raw(row, 'radio-mac')),
    identityRegexp: text(row, 'identity-regexp'),
    commonNameRegexp: text(row, 'common-name-regexp'),
    addressRanges: text(row, isCapsman ? 'ip-address-ranges' : 'address-ranges'),
    supportedBands: text(row, isCapsman ? 'hw-supported-modes' : 'supported-bands'),
    nameFormat: text(row, 'name-format'),
    masterConfiguration: text(row, 'master-configuration'),
    slaveConfigurations: (raw(row, 'slave-configurations') ?? '')
      .split(',')
      .flatMap((name) => cleanText(name) ?? []),
    disabled: parseBoolean(raw(row, 'disabled')),
    comment: text(row, 'comment'),
  };
}
