/** The field for the operator's key. The page asks again when it has forgotten the key. */
export function OperatorKeyField() {
  return (
    <p class="field">
      <label for="operator-key">
        <code>OPERATOR_KEY</code>, or another key that may approve
      </label>
      <input
        id="operator-key"
        name="operator-key"
        type="password"
        autocomplete="off"
        aria-describedby="operator-key-note"
      />
      <span id="operator-key-note" class="quiet">
        Kept in the memory of this page alone, and forgotten after 10 minutes.
      </span>
    </p>
  );
}
