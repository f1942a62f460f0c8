// Loaded before each part (node --import): when the process that started us is gone, however it died, we end as on SIGTERM.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
