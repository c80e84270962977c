import { Box, Text } from 'ink'
import { preciseSpan } from '../output/age.ts'
import { phaseOf, phaseStyles } from '../output/polecat-table.ts'
import { neutralise } from '../terminal.ts'
import type { FrameProps } from './fleet-frame.tsx'
import { elapsedSeconds, fleetRows, stepOf } from './fleet-state.ts'

/** Below the log lines: one line for each polecat that is followed, with phase, time and the steps so far. */
export function FollowFrame({ state, now, height }: FrameProps) {
  const { rows, below } = fleetRows(state, { now, room: Math.max(1, Math.min(10, height - 3)) })
  return (
    <Box flexDirection="column">
      {rows.map((row) => {
        const { polecat } = row
        const phase = phaseOf(polecat)
        return (
          <Text key={polecat.metadata.name} wrap="truncate">
            <Text bold>{polecat.metadata.name}</Text>
            {'  '}
            <Text color={phaseStyles[phase]}>{phase}</Text>
            {`  ${preciseSpan(elapsedSeconds(polecat, now))}  `}
            <Text dimColor>{neutralise(stepOf(row).replaceAll('\n', ' '))}</Text>
          </Text>
        )
      })}
      {below > 0 && <Text dimColor>{`… and ${below} more`}</Text>}
    </Box>
  )
}
