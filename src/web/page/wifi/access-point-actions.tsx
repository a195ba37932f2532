/** What can be changed about the radios of an access point. */
import { RadioActions } from '../change/radio-actions.tsx';
import { accessPointForms } from '../change/radio-fields.ts';
import { useSelect } from '../store.ts';

export function AccessPointActions({ accessPointId, name }: { accessPointId: string; name: string }) {
  const accessPoints = useSelect((state) => state.accessPoints);
  const interfaces = useSelect((state) => state.interfaces);
  const router = accessPoints.find(({ access_point_id }) => access_point_id === accessPointId)?.router ?? '';
  const own = interfaces.filter(
    (each) => each.access_point_id === accessPointId && each.router === router && each.disabled !== true,
  );
  const bands = [...new Set(own.flatMap(({ band }) => band ?? []))].sort();
  const isOnlyName = accessPoints.filter((each) => each.name === name).length === 1;
  return (
    <RadioActions
      name={name}
      forms={accessPointForms}
      given={{ access_point: isOnlyName ? name : accessPointId, router }}
      choices={{ bands, interfaces: own.map((each) => each.interface) }}
    />
  );
}
