// The sentences of the settings' frame and of each section's name; what stands in a section has a file of its own.
export const settingsTexts = {
  title: 'Settings',
  back: 'Back to the gallery',
  loading: 'Loading …',
  sections: {
    account: 'Your account',
    people: 'People',
    workers: 'Workers',
    bots: 'Bots and channels',
    shares: 'Shares',
    uploads: 'Uploads',
    offline: 'On this device',
    statistics: 'Statistics',
  },
} as const
