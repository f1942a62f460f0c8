import type { Statistics } from '@gramreel/contracts/statistics'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { NothingDrawing } from '../../shared/drawings.tsx'
import { Notice } from '../../shared/notice.tsx'
import { statisticsTexts as texts } from '../../shared/statistics-texts.ts'
import { Charts } from './charts.tsx'
import { FailureList } from './failure-list.tsx'
import { LargeNumbers } from './large-numbers.tsx'
import { MoreFigures } from './more-figures.tsx'
import { RangeChoice } from './range-choice.tsx'
import { statisticsQuery, type Range } from './statistics-query.ts'
import styles from './statistics.module.css'
import { ValueTable } from './value-table.tsx'
import { WatchingList } from './watching-list.tsx'

const isEmpty = ({ summary, watching }: Statistics): boolean =>
  watching.length === 0 && summary.playbacks === 0 && summary.sentBytes === 0

/** How it goes: four numbers, who is watching, charts, and everything in a table. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function StatisticsSection() {
  const [days, setDays] = useState<Range>(7)
  const { data: statistics, isError, refetch } = useQuery(statisticsQuery(days))
  if (statistics === undefined)
    return isError ? (
      <Notice urgent title={texts.failed}>
        <Button onClick={() => void refetch()}>{texts.retry}</Button>
      </Notice>
    ) : (
      <div className={styles['skeleton']} aria-busy="true" />
    )
  if (isEmpty(statistics))
    return (
      <div className={styles['page']}>
        <RangeChoice days={days} onDays={setDays} />
        <Notice drawing={<NothingDrawing />} title={texts.empty.title} text={texts.empty.text}>
          <ButtonLink look="main" href="/">
            {texts.empty.button}
          </ButtonLink>
        </Notice>
      </div>
    )
  return (
    <div className={styles['page']}>
      <LargeNumbers statistics={statistics} days={days} />
      <WatchingList watching={statistics.watching} />
      <RangeChoice days={days} onDays={setDays} />
      <Charts statistics={statistics} />
      <FailureList failures={statistics.failures} />
      <MoreFigures summary={statistics.summary} />
      <ValueTable statistics={statistics} />
      <p className={styles['quiet']}>{texts.kept}</p>
    </div>
  )
}
