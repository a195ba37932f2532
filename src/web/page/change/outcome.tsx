/** Why a change ended as it did; commands for the router's terminal stand in lines of their own. */
const isCommand = (line: string) => line.startsWith('/');

export function OutcomeText({ outcome }: { outcome: string }) {
  const lines = outcome.split('\n');
  const commands = lines.filter(isCommand);
  return (
    <>
      <bdi>{lines.filter((line) => !isCommand(line)).join(' ')}</bdi>
      {commands.length === 0 ? null : (
        <code class="commands" dir="ltr">
          {commands.join('\n')}
        </code>
      )}
    </>
  );
}
