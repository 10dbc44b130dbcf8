/** Passkeys, and accounts at other services that a person signs in by. */
export const passkeyWords = {
  'passkey.signIn': 'Use a passkey',
  'passkey.waiting': 'Waiting for your device…',
  'passkey.or': 'or',
  'passkey.instead': 'Create a passkey instead of a password',
  'passkey.passwordInstead': 'Use a password instead',
  'passkey.insteadText':
    'Your device will ask for your finger, face or PIN, and keeps the passkey. You can add a password later.',
  'passkey.createAccount': 'Create the account with a passkey',
  'passkey.title': 'Passkeys',
  'passkey.text':
    'Sign in by finger, face or PIN, without a password. A passkey stays on your device or in your password manager; this server never sees it.',
  'passkey.add': 'Add a passkey',
  'passkey.adding': 'Waiting for your device…',
  'passkey.none': 'You have no passkey yet. With one, nobody can sign in by guessing or stealing a password.',
  'passkey.added': ({ name }: { name: string }) => `“${name}” can sign you in from now on.`,
  'passkey.addedWhen': ({ when }: { when: string }) => `Added ${when}`,
  'passkey.usedWhen': ({ when }: { when: string }) => `last used ${when}`,
  'passkey.neverUsed': 'not used yet',
  'passkey.synced': 'Synced',
  'passkey.syncedText': 'Its maker copies it to your other devices.',
  'passkey.rename': 'Rename the passkey',
  'passkey.name': 'Name',
  'passkey.renameOne': ({ name }: { name: string }) => `Rename ${name}`,
  'passkey.removeOne': ({ name }: { name: string }) => `Remove ${name}`,
  'passkey.remove': 'Remove the passkey?',
  'passkey.removeText': ({ name }: { name: string }) =>
    `“${name}” will not sign you in any more. The device may go on offering it until you delete it there too. This cannot be undone; you can add the device again.`,
  'passkey.removeYes': 'Remove',
  'passkey.removed': ({ name }: { name: string }) => `“${name}” was removed.`,
  'passkey.defaultName': 'Passkey',
  'passkey.onPlatform': ({ platform }: { platform: string }) => `Passkey on ${platform}`,
  'passkey.refused.over': 'That took too long, or was used already. Try again.',
  'passkey.refused.unknown':
    'Nobody here has this passkey, or it was removed. Choose another one, or sign in another way.',
  'passkey.refused.unproved':
    'The passkey did not prove that it is you. Try again, and unlock it when your device asks.',
  'passkey.refused.copied':
    'This passkey looks like a copy of another one, so it was refused. Sign in another way, and remove it in the settings.',
  'passkey.unavailable':
    'Passkeys do not work at this address. They need https and a name, which the owner sets as PUBLIC_URL.',
  'passkey.tooMany': ({ limit }: { limit: number }) =>
    `An account may have ${limit} passkeys. Remove one that you no longer use.`,
  'passkey.lastWay':
    'This is the only way you can sign in. Add a password, another passkey or another account first; then you can remove it.',
  'passkey.cancelled': 'Your device did not confirm that it is you. Nothing was changed; try again when you are ready.',
  'passkey.knownAlready': 'This device has a passkey of yours already.',
  'passkey.proofNeeded':
    'For this you have to prove once more that it is you. Nothing was changed; try again when you are ready.',
  'linked.title': 'Linked accounts',
  'linked.text': 'Accounts at other services that can sign you in here.',
  'linked.with': ({ name }: { name: string }) => `Continue with ${name}`,
  'linked.leaving': ({ name }: { name: string }) => `Going to ${name}…`,
  'linked.link': ({ name }: { name: string }) => `Link an account at ${name}`,
  'linked.none': 'No account is linked yet.',
  'linked.done': 'The account is linked. It can sign you in from now on.',
  'linked.linkedWhen': ({ when }: { when: string }) => `Linked ${when}`,
  'linked.notUsable': 'This server does not know the service any more',
  'linked.unlinkOne': ({ name, label }: { name: string; label: string }) => `Unlink ${label} at ${name}`,
  'linked.unlink': 'Unlink the account?',
  'linked.unlinkText': ({ name, label }: { name: string; label: string }) =>
    `${label} at ${name} will not sign you in any more. You can link it again at any time.`,
  'linked.unlinkYes': 'Unlink',
  'linked.unlinked': 'The account is no longer linked.',
  'back.over': 'That sign-in took too long, was used already, or began in another browser. Try again.',
  'back.declined': 'You turned back at the other service. Nothing was changed.',
  'back.failed': 'The other service answered in a way that lets nobody in. Try again, or sign in another way.',
  'back.closed':
    'Nobody can register on this server, and no account here is linked to the one you chose. If you have an account, sign in and link it in the settings.',
  'back.invitation-needed':
    'Registering here takes an invitation. Open the link you were sent, or sign in if you have an account already.',
  'back.no-address': 'The other service did not tell your e-mail address, which an account here needs.',
  'back.address-taken':
    'There is an account with this e-mail address already. Sign in to it, and link the other service in the settings.',
  'back.linked-elsewhere': 'That account is linked to somebody else here. Nothing was changed.',
}
