// Runs before the first paint, as a file of its own because the content security policy allows no inline script:
// without it a reader who chose dark sees a white flash on every load. The choice is made in src/shared/theme.ts.
try {
  const theme = localStorage.getItem('gramreel.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden; then the system decides.
}
