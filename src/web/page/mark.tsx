/** The logo, as in the tab: a house with radio waves. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="7" />
      <path d="M6.5 15.8 16 8l9.5 7.8" />
      <path d="M11.2 19.300a7 7 0 0 1 9.6 0" />
      <circle cx="16" cy="23.6" r="2" />
    </svg>
  );
}
