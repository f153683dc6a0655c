/** Two offset courses of brick and an arrow: built here, run from here. */
const Shapes = () => (
  <>
    <rect x="1" y="3" width="12" height="6" rx="1.5" fill="#f2a33a" />
    <rect x="15" y="3" width="8" height="6" rx="1.5" fill="#f7c47c" />
    <rect x="1" y="11" width="6" height="6" rx="1.5" fill="#f7c47c" />
    <path d="M11 11 H20 L26 17 L20 23 H11 L17 17 Z" fill="#4cc38a" />
    <rect x="1" y="19" width="10" height="4" rx="1.5" fill="#f2a33a" />
  </>
);

export const Mark = () => (
  <svg viewBox="0 0 27 26" height="28" width="29" role="img" aria-label="Buildrun">
    <Shapes />
  </svg>
);

export const Wordmark = () => (
  <svg viewBox="0 0 128 26" height="30" width="148" role="img" aria-label="Buildrun">
    <Shapes />
    <text x="34" y="20" fill="#ffffff" fontFamily="Helvetica Neue, Helvetica, Arial, sans-serif" fontSize="20" fontWeight="600">
      Buildrun
    </text>
  </svg>
);
