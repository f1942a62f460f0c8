// A chart, with the library that draws it: loaded when the statistics are opened.
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has nothing to assign
import 'uplot/dist/uPlot.min.css'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import { dataOf, optionsOf, type ChartData } from './chart-options.ts'
import { useScheme } from './use-scheme.ts'
import styles from './statistics.module.css'

/** Only drawn: what it shows is said beside it, and stands in the table. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function Chart({ data }: { data: ChartData }) {
  const place = useRef<HTMLDivElement>(null)
  const scheme = useScheme()
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const options = optionsOf(element, data, element.clientWidth, statisticsTexts.charts.time)
    const plot = new uPlot(options, dataOf(data), element)
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== plot.width)
        plot.setSize({ width: element.clientWidth, height: plot.height })
    })
    resized.observe(element)
    return () => {
      resized.disconnect()
      plot.destroy()
    }
  }, [data, scheme])
  return <div ref={place} className={styles['chart']} aria-hidden="true" />
}
