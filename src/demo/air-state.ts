/** What the radios of a router put on the air, other than the house began with. */

/** Of an interface whose settings are not those that the house began with. */
export interface AirState {
  isOn: boolean;
  /** Louder than usual by so much. */
  louderDb: number;
  /** Devices with a weaker signal are sent away; null: as usual. */
  thresholdDbm: number | null;
  /** Nobody can be on it before (ms). */
  silentUntil: number;
}
