/** One message on its way to the broker. */
export interface Publish {
  topic: string;
  /** Empty and retained: the topic is emptied. */
  payload: string;
  retain: boolean;
}
