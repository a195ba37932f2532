/** What waits for the disk. Bounded: when the disk is slow, signals are dropped first, the oldest first; events last. */
import { emptyFrame } from './collect.ts';
import type { Frame } from './message.ts';

export interface Queue {
  put: (frame: Frame) => void;
  /** Takes everything out of the queue. */
  take: () => Frame[];
  /** Events that were taken out and not written. */
  putBack: (frames: readonly Frame[]) => void;
  /** Dropped since the start. */
  dropped: () => { samples: number; events: number };
}

export interface QueueBounds {
  samples: number;
  events: number;
}

export function createQueue({ samples: maxSamples, events: maxEvents }: QueueBounds): Queue {
  let frames: Frame[] = [];
  let samples = 0;
  let events = 0;
  const dropped = { samples: 0, events: 0 };

  function shrink(): void {
    for (let index = 0; index < frames.length && samples > maxSamples; index++) {
      const { devices, events: kept } = frames[index]!;
      samples -= devices.length;
      dropped.samples += devices.length;
      frames[index] = emptyFrame(kept);
    }
    if (frames.length > maxSamples) frames = frames.filter((frame) => !isEmpty(frame));
    for (let index = 0; index < frames.length && events > maxEvents; index++) {
      const frame = frames[index]!;
      events -= frame.events.length;
      dropped.events += frame.events.length;
      frames[index] = { ...frame, events: [] };
    }
  }

  return {
    put: (frame) => {
      frames.push(frame);
      samples += frame.devices.length;
      events += frame.events.length;
      shrink();
    },
    take: () => {
      const taken = frames;
      frames = [];
      samples = 0;
      events = 0;
      return taken;
    },
    putBack: (taken) => {
      for (const { devices } of taken) dropped.samples += devices.length;
      const kept = taken.filter((frame) => frame.events.length > 0).map((frame) => emptyFrame(frame.events));
      frames = [...kept, ...frames];
      events += kept.reduce((sum, frame) => sum + frame.events.length, 0);
      shrink();
    },
    dropped: () => ({ ...dropped }),
  };
}

function isEmpty({ devices, events, absent, accessPoints, attachable }: Frame): boolean {
  return devices.length + events.length + absent.length + accessPoints.length === 0 && attachable === null;
}
