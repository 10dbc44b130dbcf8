import { count } from './counting.ts'

/** Taking everything away, deleting, and what becomes of the trash and of what nobody touches. */
export const privacyWords = {
  'privacy.title': 'Your data',
  'privacy.text': 'Take everything away, or delete your account.',
  'privacy.exportTitle': 'Take everything away',
  'privacy.exportText':
    'One zip with your account, where you signed in, what you did, and your personal space with every file as it came.',
  'privacy.exportAction': 'Export everything about me',
  'privacy.deleteTitle': 'Delete my account',
  'privacy.deleteText':
    'Your account and your personal space go for good after 30 days. Until then you can sign in and keep them. What you put into a family’s space stays with the family.',
  'privacy.deleteAction': 'Delete my account…',
  'privacy.typeEmail': ({ email }: { email: string }) => `Type ${email} to go on`,
  'privacy.deleteNow': 'Delete my account in 30 days',
  'privacy.mismatch': 'That is not what was asked for. Nothing was deleted.',
  'privacy.handOver': ({ spaces }: { spaces: string }) =>
    `Others are in ${spaces}, and you are the only owner. Hand it over to one of them first. Nothing was deleted.`,
  'privacy.goesOn': ({ day }: { day: string }) => `Your account will be deleted on ${day}.`,
  'privacy.goesText': 'Everything is still here. On every other device you are signed out.',
  'privacy.keep': 'Keep my account',
  'privacy.kept': 'Your account stays',
  'privacy.tooLate': 'The 30 days are over, and your account is being deleted.',

  'keeping.title': 'Keeping and deleting',
  'keeping.text': 'What becomes of the trash and of what nobody touches, and the end of the space.',
  'keeping.trashTitle': 'The trash',
  'keeping.trashText':
    'Only what somebody put into the trash is ever deleted. Everything else stays until you say otherwise.',
  'keeping.trashLabel': 'Things in the trash are deleted for good',
  'keeping.days': ({ days }: { days: number }) => `after ${count(days, ['day', 'days'])}`,
  'keeping.never': 'never, until somebody does it',
  'keeping.saved': 'The trash keeps things as you say',
  'keeping.ownersOnly': 'The owners of this space decide this.',
  'keeping.deleteTitle': ({ name }: { name: string }) => `Delete “${name}”`,
  'keeping.deleteText':
    'The space disappears for everybody at once. For 30 days you can bring it back with everything in it; then it is deleted for good.',
  'keeping.deleteAction': 'Delete this space…',
  'keeping.typeName': ({ name }: { name: string }) => `Type ${name} to go on`,
  'keeping.deleteNow': 'Delete this space in 30 days',
  'keeping.deleted': ({ name }: { name: string }) => `“${name}” is deleted. You can bring it back for 30 days.`,
  'keeping.personalText': 'This is your personal space. It goes only with your account.',
  'keeping.deletedTitle': 'Deleted spaces',
  'keeping.deletedUntil': ({ day }: { day: string }) => `Deleted for good on ${day}`,
  'keeping.bringBack': 'Bring back',
  'keeping.broughtBack': ({ name }: { name: string }) => `“${name}” is back`,

  'keeping.archiveTitle': 'The archive',
  'keeping.archiveText':
    'What nobody opens or changes for long can leave the library by itself. It is not deleted: the archive shows it, search finds it, and it comes back when it is written on again.',
  'keeping.archiveLabel': 'Documents that nobody touches are archived',
  'keeping.archiveNever': 'never, unless somebody does it',
  'keeping.archiveSaved': 'The archive does as you say',

  'archive.title': 'Archive',
  'archive.put': 'Put into the archive',
  'archive.bringBack': 'Bring back from the archive',
  'archive.archived': ({ title }: { title: string }) => `“${title}” is in the archive`,
  'archive.broughtBack': ({ title }: { title: string }) => `“${title}” is back in the library`,
  'archive.inArchive': 'In the archive',
  'archive.inArchiveText': 'This document lies in the archive.',
  'archive.after': ({ days }: { days: number }) =>
    `What nobody has opened or changed for ${count(days, ['day', 'days'])} comes here. Nothing here is deleted.`,
  'archive.byHand': 'What you put aside lies here. Nothing here is deleted, and search finds it.',
  'archive.emptyTitle': 'The archive is empty',
  'archive.emptyText': 'Put a document here from its menu, to have it out of the way and keep it.',

  'trash.kept': ({ days }: { days: number }) =>
    `Things stay here for ${count(days, ['day', 'days'])}, then they are deleted for good.`,
  'trash.keptForever': 'Things stay here until somebody restores or deletes them.',
  'trash.left': ({ days }: { days: number }) =>
    days === 0 ? 'Deleted today' : `Deleted in ${count(days, ['day', 'days'])}`,
  'trash.erase': 'Delete for good…',
  'trash.eraseTitle': ({ title }: { title: string }) => `Delete “${title}” for good?`,
  'trash.eraseText': 'Its pages, texts and files are deleted. This cannot be undone.',
  'trash.eraseNow': 'Delete for good',
  'trash.erased': ({ title }: { title: string }) => `“${title}” is deleted for good`,
  'trash.empty': 'Empty the trash…',
  'trash.emptyTitle': 'Empty the trash?',
  'trash.emptyAllText': 'Everything in the trash is deleted, with its pages, texts and files. This cannot be undone.',
  'trash.emptyNow': 'Delete everything in it',
  'trash.emptying': 'The trash is being emptied. You can follow it under Jobs.',
}
