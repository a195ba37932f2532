/** What happened, newest first. */
export function TimelineView(_: { query: string }) {
  return (
    <div class="page-view">
      <h1>Timeline</h1>
    </div>
  );
}
