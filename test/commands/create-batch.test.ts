/** Many polecats from one command. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import Create from '../../src/commands/polecat/create.ts'
import { polecats, rigs } from '../../src/kube/resources.ts'
import { aRig } from '../support/a-polecat.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

let world: FakeWorld
beforeEach(async () => {
  world = await openWorld()
  await world.put(rigs, aRig())
})
afterEach(() => world.close())

const write = (file: string, text: string) => writeFile(join(world.home, file), text)
const create = (...argv: string[]) => world.run(Create, ['--no-check', '--rig', 'athena', ...argv])
const end = async (name: string, status: object) => {
  await world.client.until(polecats, name, () => true)
  await world.client.mergePatch(polecats, name, 'gastown-system', { status }, { subresource: 'status' })
}
const tasksOf = async () => {
  const { items } = await world.client.list(polecats)
  return new Map(items.map(({ metadata, spec }) => [metadata.name, spec.taskDescription]))
}

describe('a list of tasks', () => {
  test('is a polecat for each, with the names that it gives, or some of the theme', async () => {
    await write('tasks.yaml', '- Fix the login\n- name: docs\n  task: |\n    Write\n    docs\n- "a: b"\n')
    const { code, stdout, stderr } = await create('--task-file', 'tasks.yaml', '--size', 'light')
    expect(code).toBe(0)
    expect(stdout.split('\n')).toHaveLength(4)
    const tasks = await tasksOf()
    expect([...tasks.values()].toSorted()).toEqual(['Fix the login', 'Write\ndocs\n', 'a: b'])
    expect(tasks.get('docs')).toBe('Write\ndocs\n')
    expect(stderr).toMatch(/gastown status \S+ docs \S+\n$/)
  })

  test('in JSON, and as objects', async () => {
    await write(
      'tasks.json',
      JSON.stringify([
        { name: 'a', task: 'A' },
        { name: 'b', task: 'B' },
      ]),
    )
    const { stdout } = await create('--task-file', 'tasks.json', '-o', 'name')
    expect(stdout).toBe('polecat.gastown.gastown.io/a\npolecat.gastown.gastown.io/b\n')
  })

  test.each([
    ['-', '- Fix the login\n- Write docs\n', 'stdin is a list of 2 tasks'],
    ['-', '["Fix the login", {"task": "Write docs"}]', 'stdin is a list of 2 tasks'],
    ['tasks.txt', '# Monday\n- Fix the login\n- Write docs\n', 'tasks.txt is a list of 2 tasks'],
  ])('by what is in it, where its name does not tell: %s with %j', async (file, text, notice) => {
    await write('tasks.txt', text)
    const flags = ['--no-check', '--rig', 'athena', '--task-file', file]
    const { code, stderr } = await world.run(Create, flags, { stdin: text })
    expect(code).toBe(0)
    expect(stderr).toContain(`${notice}; use --task-format text to read it as one.`)
    expect([...(await tasksOf()).values()].toSorted()).toEqual(['Fix the login', 'Write docs'])
  })

  test.each([
    ['task.md', '- Fix\n- the login\n', []],
    ['task.txt', '- Fix\n- the login\n', ['--task-format', 'text']],
    ['task.txt', '- Fix the login:\nfirst: this', []],
    ['task.txt', '- is a dash, not a list\nand this is the rest\n', []],
    ['task.txt', '[WIP] Fix the login\n', []],
    ['task.txt', '--- Fix ---', []],
    ['task.txt', '  - "open quote', []],
  ])('is one task, as it stands: %s with %j', async (file, text, flags) => {
    await write(file, text)
    expect(await create('x', '--task-file', file, ...flags)).toMatchObject({ code: 0 })
    expect([...(await tasksOf()).values()]).toEqual([text])
  })

  test('by flag, whatever its name', async () => {
    await write('tasks.md', '- One\n- Two\n')
    await create('--task-file', 'tasks.md', '--task-format', 'list')
    expect([...(await tasksOf()).values()].toSorted()).toEqual(['One', 'Two'])
    const wrong = await create('--task-file', 'tasks.md', '--task-format', 'yaml')
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('text, list') })
  })

  test('and several files: one polecat each, in their order', async () => {
    await write('tasks.yml', '- {name: a, task: A}\n')
    await write('one.md', '- a list in words\n- is one task\n')
    const { stdout } = await create('--task-file', 'one.md', '--task-file', 'tasks.yml', '--dry-run', '-o', 'json')
    const { kind, items } = JSON.parse(stdout)
    expect(kind).toBe('List')
    expect(items.map(({ spec }: { spec: { taskDescription: string } }) => spec.taskDescription)).toEqual([
      '- a list in words\n- is one task\n',
      'A',
    ])
    expect(world.client.writes).toEqual([])
  })

  test('everything that is wrong with it is told by line, and nothing is created', async () => {
    await write('tasks.yaml', '- Good\n- ""\n- 7\n-\n- fix: the login\n- {name: 3, tusk: T, task: T}\n')
    const { code, stdout, stderr } = await create('--task-file', 'tasks.yaml', '--task-file', 'none.yaml')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(`\
Error: the polecat cannot be created
  tasks.yaml:2: the task is empty
  tasks.yaml:3: expected a task in quotes, or its name and task; found a number
  tasks.yaml:4: expected a task in quotes, or its name and task; found nothing
  tasks.yaml:5: expected name and task; found 'fix'
  tasks.yaml:5: expected a task in quotes
  tasks.yaml:6: expected name and task; found 'tusk'; did you mean task?
  tasks.yaml:6: expected a name in quotes
  --task-file: no such file: none.yaml
`)
    expect(world.client.writes).toEqual([])
  })

  test.each([
    ['task: one\n', 'expected one list in t.yaml'],
    ['- a\n---\n- b\n', 'expected one list in t.yaml'],
    ['[]\n', 'its list is empty'],
    ['', 't.yaml contains no document'],
    ['- "a\n', 't.yaml is not valid YAML'],
    ['- {name: a, task: A}\n- {name: a, task: B}\n', "expected each name once; found 'a' again"],
    ['- {name: A_b, task: A}\n- b\n', 'metadata.name'],
  ])('%j is refused', async (text, words) => {
    await write('t.yaml', text)
    const { code, stderr } = await create('--task-file', 't.yaml')
    expect(code).toBe(2)
    expect(stderr.replace('NAME:', 'metadata.name:')).toContain(words)
    expect(world.client.writes).toEqual([])
  })
})

describe('what cannot go together', () => {
  const head = 'apiVersion: gastown.gastown.io/v1alpha1\nkind: Polecat\n'
  const named = (name: string) => `${head}metadata: {name: ${name}}\nspec: {rig: athena, taskDescription: T}\n`
  beforeEach(async () => {
    await write('two.yaml', '- A\n- B\n')
    await write('one.md', 'One\n')
    await write('doc.yaml', named('x'))
    await write('docs.yaml', `${named('x')}---\n${named('y')}`)
    await mkdir(join(world.home, 'folder'))
  })

  test.each([
    [['x', '--task-file', 'two.yaml'], 'NAME: one name cannot be used for the 2 tasks'],
    [['x', '-f', 'docs.yaml'], 'NAME: one name cannot be used for the 2 documents of docs.yaml'],
    [['-f', 'doc.yaml', '--task-file', 'two.yaml'], "metadata.name: one name, 'x', cannot be used for the 2 tasks"],
    [['-f', 'docs.yaml', '--task-file', 'two.yaml'], '--file: expected one document for several tasks; found 2'],
    [['--task-file', 'one.md', '--task-file', 'one.md'], '--task-file: one.md is given twice'],
    [['--task-file', '-', '-f', '-'], '-: stdin can be read once; found it in several flags'],
    [['--task', 'T', '--task-file', 'one.md'], '--task-file: cannot be combined with --task'],
    [['--task-file', 'folder', '--task-file', 'none'], '--task-file: folder is a directory, expected a file'],
  ])('%j', async (argv, words) => {
    const { code, stdout, stderr } = await create(...argv)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
    expect(world.client.writes).toEqual([])
  })

  test('one document may be for several tasks, which have their own names', async () => {
    await write('plain.yaml', `${head}spec: {rig: athena, priority: 3}\n`)
    expect(await create('-f', 'plain.yaml', '--task-file', 'two.yaml')).toMatchObject({ code: 0 })
    const { items } = await world.client.list(polecats)
    expect(items.map(({ spec }) => [spec.taskDescription, spec.priority]).toSorted()).toEqual([
      ['A', 3],
      ['B', 3],
    ])
  })
})

test('--wait is for all of them, and tells the first that is not 0', async () => {
  await write('tasks.yaml', '- {name: a, task: A}\n- {name: b, task: B}\n')
  const running = create('--task-file', 'tasks.yaml', '--wait')
  await end('a', { phase: 'Done', reason: 'Pushed' })
  await end('b', { phase: 'Failed', reason: 'NoChanges' })
  const { code, stdout } = await running
  expect(code).toBe(11)
  expect(stdout).toMatch(/^a: Done \(Pushed\)\n[^]*^b: Failed \(NoChanges\)\n/m)
})
