import { mailId, noticeId } from '@kinfolio/contracts'
import type { Mail, Notice, NoticeParams } from '@kinfolio/contracts'
import { uuid } from '../../shared/made.testing.ts'

const NO_PARAMS: NoticeParams = {
  address: null,
  user_agent: null,
  space_name: null,
  user_id: null,
  role: null,
  quota: null,
  reset_at: null,
  host: null,
}

type Change = Partial<Omit<Notice, 'params'>> & { params?: Partial<NoticeParams> }

export const aNotice = (n: number, { params, ...change }: Change = {}): Notice => ({
  id: noticeId.parse(uuid(n)),
  kind: 'password-changed',
  space_id: null,
  params: { ...NO_PARAMS, ...params },
  person_name: null,
  created_at: new Date().toISOString(),
  read_at: null,
  ...change,
})

export const aMail = (n: number, change: Partial<Mail> = {}): Mail => ({
  id: mailId.parse(uuid(n)),
  kind: 'password-changed',
  address: null,
  state: 'waiting',
  attempts: 0,
  error: null,
  created_at: new Date().toISOString(),
  sent_at: null,
  ...change,
})
