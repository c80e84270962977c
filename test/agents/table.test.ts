/** The schema and the records say the same of agents. */
import { expect, test } from 'vitest'
import { agentNamed, agents, runnableAgents } from '../../src/agents/table.ts'
import { keyVariable } from '../../src/pod/credential.ts'
import { agentNames, commandAgent, defaultAgent } from '../../src/polecat/agent.ts'

test('each record stands in the table under its own name', () => {
  const named = Object.entries(agents).flatMap(([name, agent]) => (agent === undefined ? [] : [[name, agent.name]]))
  expect(named).toEqual(runnableAgents.map(({ name }) => [name, name]))
  expect(Object.keys(agents)).toEqual(agentNames)
})

test('an API key has one variable, whoever names its Secret', () => {
  const variables = runnableAgents.flatMap(({ provider, credential }) => {
    const variable = credential?.kinds['api-key']?.variable
    return variable === undefined ? [] : [[provider, variable]]
  })
  expect(variables).toEqual(variables.map(([provider = '']) => [provider, keyVariable(provider)]))
})

test('the agent that nobody has to name can be run', () => {
  expect(agentNamed(defaultAgent)).toBeDefined()
})

test('a command is taken by that agent alone for which the schema asks for one', () => {
  const takers = runnableAgents.filter(({ honours }) => honours.includes('command'))
  expect(takers.map(({ name }) => name)).toEqual([commandAgent])
})
