/** The operator's key, for the components that send it. */
import { createContext } from 'preact';
import { createOperatorKey, type OperatorKey } from './operator-key.ts';

export const operatorKeyInBrowser = createOperatorKey({
  now: Date.now,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});

export const OperatorKeyContext = createContext<OperatorKey>(operatorKeyInBrowser);

/** The service says in the page itself whether a key may act for the operator: then devices are named in place. */
export function isOperatorOn(): boolean {
  return document.documentElement.dataset['operator'] === 'on';
}

/** The service says in the page itself whether routers may be changed. */
export function areChangesOn(): boolean {
  return document.documentElement.dataset['changes'] === 'on';
}
