/** The mark: a ring closing round a point. */
export const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true">
    <path d="M22.5 9.2a9 9 0 1 0 0 13.6" fill="none" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" />
    <circle cx="24" cy="16" r="2.8" fill="#ffb84d" />
  </svg>
);
