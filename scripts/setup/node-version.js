const FLOOR = [20, 20]

/** Ends the program with a sentence when this Node is older than the scripts can work with. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1])) return
  console.error(
    `Gramreel needs Node ${FLOOR.join('.')} or newer to begin with; this is ${process.versions.node}. ` +
      'Get a newer one from https://nodejs.org or your package manager, then try again.',
  )
  process.exit(1)
}
