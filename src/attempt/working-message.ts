/** Message of a status of which there is no more to say than that the agent works: views show the step in its place. */
export const workingMessage = 'the agent is working'
