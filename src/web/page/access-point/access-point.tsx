/** One access point. */
export function AccessPointView(_: { accessPointId: string; query: string }) {
  return (
    <div class="page-view">
      <h1>Access point</h1>
    </div>
  );
}
