/** All devices in a table. */
export function DevicesView(_: { query: string }) {
  return (
    <div class="page-view">
      <h1>Devices</h1>
    </div>
  );
}
