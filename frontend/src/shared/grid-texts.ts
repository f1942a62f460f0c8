import type { FileSort } from '@gramreel/contracts/catalogue'

export const gridTexts = {
  date: 'Date',
  sort: 'Order',
  sorts: {
    posted: 'Newest first',
    oldest: 'Oldest first',
    taken: 'By date taken',
    largest: 'Largest first',
    name: 'By name',
  } satisfies Record<FileSort, string>,
} as const
