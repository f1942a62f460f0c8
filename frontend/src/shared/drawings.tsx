// Drawings for empty and broken pages, in the colours of the text around them.

/** Three pictures in a loose heap: nothing is in the gallery yet. */
export function EmptyDrawing() {
  return (
    <svg width="168" height="120" viewBox="0 0 168 120" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="1.75" strokeLinejoin="round" strokeLinecap="round">
        <rect x="22" y="30" width="62" height="46" rx="6" transform="rotate(-9 53 53)" opacity=".45" />
        <rect x="88" y="26" width="56" height="56" rx="6" transform="rotate(8 116 54)" opacity=".45" />
        <rect x="48" y="34" width="74" height="56" rx="6" fill="var(--paper)" />
        <path d="m50 82 22-20 15 12 14-13 19 18" />
        <circle cx="68" cy="51" r="5.500" stroke="var(--accent)" />
        <path d="M30 108h108" opacity=".25" />
      </g>
    </svg>
  )
}

/** A magnifier over an empty frame: nothing matches. */
export function NothingDrawing() {
  return (
    <svg width="120" height="104" viewBox="0 0 120 104" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
        <rect x="14" y="18" width="74" height="58" rx="6" strokeDasharray="5 6" opacity=".5" />
        <circle cx="70" cy="58" r="20" fill="var(--paper)" stroke="var(--accent)" />
        <path d="m85 73 17 17" stroke="var(--accent)" />
      </g>
    </svg>
  )
}

/** A cable pulled from its socket: no answer. */
export function BrokenDrawing() {
  return (
    <svg width="152" height="88" viewBox="0 0 152 88" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
        <path d="M4 44h34" opacity=".5" />
        <rect x="38" y="30" width="24" height="28" rx="6" />
        <path d="M62 37h9M62 51h9" />
        <rect x="92" y="30" width="24" height="28" rx="6" />
        <path d="M116 44h32" opacity=".5" />
        <path d="m77 22 3-9M84 25l7-7M77 66l3 9" stroke="var(--accent)" />
      </g>
    </svg>
  )
}
