import { machineEnvironment } from './machine-environment.ts'

/** Where a git process of ours finds its settings; nothing else of the machine or the container reaches it. */
export interface GitHome {
  /** A folder of our own that stands for the home directory. */
  readonly home: string
  /** Our global configuration, always a real file: a local fetch forgets every `-c` before it starts upload-pack. */
  readonly configFile: string
  /** Where programs are found. */
  readonly path: string | undefined
}

/** The whole environment of a git call. */
export function gitEnvironment({ home, configFile, path }: GitHome): Record<string, string> {
  return { ...quietEnvironment(configFile), PATH: path ?? defaultPath, HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The same for the machine's own git set-up: the user's home, agent, proxies and certificates stay. */
export function machineGitEnvironment(
  configFile: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return { PATH: defaultPath, ...machineEnvironment(env), ...quietEnvironment(configFile) }
}

function quietEnvironment(configFile: string): Record<string, string> {
  return {
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: configFile,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    SSH_ASKPASS: '/bin/false',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    GIT_EDITOR: ':',
  }
}
