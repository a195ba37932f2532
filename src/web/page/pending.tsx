/** Stands for what has not been received: why the service has no data, or that it is loading. */
import { useSelect } from './store.ts';

export function Pending({ text }: { text: string }) {
  const problem = useSelect((state) => state.problem);
  return <p class="empty">{problem ?? text}</p>;
}
