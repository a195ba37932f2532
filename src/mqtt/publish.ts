/** One message for the broker. */
export interface Publish {
  topic: string;
  /** Empty and retained: the broker forgets the topic. */
  payload: string;
  retain: boolean;
}
