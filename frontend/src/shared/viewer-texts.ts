// What the viewer says; it comes with the viewer's code, after the grid.

export const viewerTexts = {
  label: 'Viewer',
  back: 'Back to the gallery',
  previous: 'Previous',
  next: 'Next',
  download: 'Download',
  information: 'Information',
  fullScreen: 'Full screen',
  waiting: 'Still loading. Telegram needs a moment to hand over this part …',
  loading: 'Loading',
  caption: 'Caption',
  fileName: 'Name',
  posted: 'Posted',
  size: 'Size',
  dimensions: 'Dimensions',
  duration: 'Duration',
  type: 'Type',
  cardText: 'Gramreel shows photos, films and audio. This file can be downloaded.',
  cardWithoutDownload: 'This kind of file cannot be shown here, and downloads are turned off.',
} as const
