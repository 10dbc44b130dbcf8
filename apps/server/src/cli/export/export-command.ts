import { parseArgs } from 'node:util'
import { exportDocument, exportFormat, exportSpace, getMe } from '@kinfolio/contracts'
import { CommandFailed, type CommandDeps, UsageError } from '../command.ts'
import { messages, sizeInWords } from '../messages.ts'
import { type Client, openClient } from '../session/open-client.ts'
import { findDocument } from './find-document.ts'
import { saveResponse } from './save-response.ts'

/** `kinfolio export DOCUMENT|--space [--format F] [--out PATH]`. */
export async function exportCommand(deps: CommandDeps, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      server: { type: 'string' },
      space: { type: 'boolean', default: false },
      format: { type: 'string', default: 'markdown' },
      out: { type: 'string', short: 'o' },
    },
  })
  const [name, ...more] = positionals
  if ((name === undefined) !== values.space || more.length > 0) throw new UsageError(messages.exportWhat)
  const format = exportFormat.safeParse(values.format)
  if (!format.success) throw new UsageError(messages.exportFormat(values.format))

  const client = await openClient(deps, { server: values.server })
  const response =
    name === undefined ? await openSpace(client) : await openDocument(client, { name, format: format.data })
  const saved = await saveResponse(response, { out: values.out, signal: deps.signal })
  deps.terminal.print(messages.exported(saved.path, sizeInWords(saved.sizeBytes)))
  return 0
}

async function openDocument(
  client: Client,
  { name, format }: { name: string; format: (typeof exportFormat)['_output'] },
): Promise<Response> {
  const document_id = await findDocument(client, name)
  return client.openFile(exportDocument, { params: { document_id }, query: { format } })
}

/** The personal space, which `GET /api/me` lists first. */
async function openSpace(client: Client): Promise<Response> {
  const [space] = (await client.call(getMe)).spaces
  if (space === undefined) throw new CommandFailed(messages.signInFirst(client.server))
  return client.openFile(exportSpace, { params: { space_id: space.id } })
}
