/** What we read of vitest's JSON report. */
export type Report = {
  numPassedTests: number
  numFailedTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/** Tests that passed and failed. A file that failed without a failed test (it could not be loaded, say) counts as one. */
export function countResults(report: Report): { passed: number; failed: number } {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + brokenFiles.length }
}
