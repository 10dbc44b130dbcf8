import { listInvitations, listMembers } from '@kinfolio/contracts'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../../shared/api/client.ts'
import { keys } from '../../shared/api/keys.ts'

export const membersQuery = queryOptions({
  queryKey: [...keys.space, 'members'],
  queryFn: async ({ signal }) => (await ask(listMembers, { signal })).members,
})

export const invitationsQuery = queryOptions({
  queryKey: [...keys.space, 'invitations'],
  queryFn: async ({ signal }) => (await ask(listInvitations, { signal })).invitations,
})
