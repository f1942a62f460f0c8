// Drawings for empty places of the library, in the manner of shared/drawings.tsx.

/** A book of pictures, still empty. */
export function AlbumsDrawing() {
  return (
    <svg width="148" height="112" viewBox="0 0 148 112" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
        <path d="M74 28c-14-9-32-10-50-8v66c18-2 36-1 50 8 14-9 32-10 50-8V20c-18-2-36-1-50 8Zm0 0v66" />
        <rect x="34" y="36" width="28" height="20" rx="3" opacity=".45" strokeDasharray="4 5" />
        <rect x="86" y="36" width="28" height="30" rx="3" stroke="var(--accent)" />
        <path d="m88 62 8-9 6 5 5-6 6 7" stroke="var(--accent)" />
        <path d="M34 68h20M86 78h18" opacity=".45" />
      </g>
    </svg>
  )
}

/** A heart over a picture. */
export function FavouritesDrawing() {
  return (
    <svg width="132" height="108" viewBox="0 0 132 108" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
        <rect x="18" y="18" width="80" height="60" rx="6" opacity=".5" />
        <path d="m20 70 22-20 15 12 12-11 12 11" opacity=".5" />
        <path
          d="M92 98C78 88 70 80 70 69.500A11.500 11.500 0 0 1 92 64a11.500 11.500 0 0 1 22 5.500C114 80 106 88 92 98Z"
          fill="var(--paper)"
          stroke="var(--accent)"
        />
      </g>
    </svg>
  )
}

/** A basket with nothing in it. */
export function TrashDrawing() {
  return (
    <svg width="108" height="112" viewBox="0 0 108 112" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
        <path d="M26 38h56l-5 58H31l-5-58Z" />
        <path d="M42 52l2 30M54 52v30M66 52l-2 30" opacity=".45" />
        <path d="M20 26l66-10M46 22l-1-7 14-2 1 7" stroke="var(--accent)" />
        <path d="M14 102h80" opacity=".25" />
      </g>
    </svg>
  )
}
