/** The sign of the page, as in the tab: a house on the air. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M6.500 15.800 16 8l9.500 7.800" />
      <path d="M11.200 19.300a7 7 0 0 1 9.600 0" />
      <circle cx="16" cy="23.600" r="2" />
    </svg>
  );
}
