"""Of the package that openapi-python-client makes: reads the demo through it."""
import sys

from generated import AuthenticatedClient
from generated.api.devices import get_device, get_person, list_devices, list_people
from generated.api.network import list_access_points

url, key = sys.argv[1:]
with AuthenticatedClient(base_url=url, token=key) as client:
    page = list_devices.sync(client=client, limit=3)
    assert page.total_count > 3 and len(page.devices) == 3, page
    first = page.devices[0]
    device = get_device.sync(first.device_id, client=client)
    assert device.name == first.name and hasattr(device, "vendor"), device
    people = list_people.sync(client=client).people
    assert get_person.sync(people[0].person_id, client=client).name == people[0].name
    assert list_access_points.sync(client=client).access_points
